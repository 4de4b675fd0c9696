// What came of it, in words: what happened, whether anything was changed, what to do next. One entry per outcome, with the
// status its page is answered with.

import type { Outcome } from '../../connect/outcome.ts';
import type { Actor } from '../../domain/diagnosis.ts';
import { named, type Tone } from './frame.ts';

export interface Words {
  readonly status: number;
  readonly tone: Tone;
  readonly title: string;
  readonly sentence: string;
  /** Whether the person can do better by trying again. */
  readonly mayTryAgain: boolean;
}

const good = (title: string, sentence: string, status = 200): Words => ({
  status,
  tone: 'good',
  title,
  sentence,
  mayTryAgain: false,
});
const care = (status: number, title: string, sentence: string, mayTryAgain = true): Words => ({
  status,
  tone: 'care',
  title,
  sentence,
  mayTryAgain,
});

const nextStepOf: Readonly<Record<Actor, (provider: string) => string>> = {
  person: () => 'Please try again.',
  customer_admin: (provider) =>
    `Ask the administrator of your ${provider} organization to allow Firstlight, then try again.`,
  operator: () => 'You cannot mend this. Please tell whoever sent you the link what this page says.',
  nobody: () => 'Please try again in a few minutes.',
};

export function wordsFor(outcome: Exclude<Outcome, { readonly kind: 'closed' }>): Words {
  if (outcome.kind === 'other_browser') {
    return care(
      400,
      'This is not the browser you began in',
      'Nothing was changed. Open the link you were sent in this browser, and continue from there.',
      false,
    );
  }
  if (outcome.kind === 'trouble') {
    return care(
      503,
      'Something went wrong on our side',
      'Nothing was changed. Please open the link you were sent again in a few minutes.',
    );
  }
  const { provider } = outcome;
  const what = named(provider, outcome.label);
  switch (outcome.kind) {
    case 'connected':
      return outcome.missing.length > 0
        ? care(200, 'Connected, but a permission is missing', `${what} is connected. This was left out:`)
        : good('Thank you', `${what} is connected. You can close this page.`);
    case 'reauthorized':
      return outcome.missing.length > 0
        ? care(200, 'It works again, but a permission is missing', `${what} works again. This was left out:`)
        : good('Thank you', `${what} works again. You can close this page; the run goes on by itself.`);
    case 'staged':
      return good(
        'Thank you',
        `Your permission for ${what} is stored and will be picked up within minutes. You can close this page.`,
        202,
      );
    case 'superseded':
      return good(
        'Nothing to do',
        'This permission was given already or is not needed any more. You can close this page.',
      );
    case 'declined':
      return care(
        200,
        'You did not allow it',
        outcome.purpose === 'connect'
          ? `${what} was not connected. You can still allow it by the same link.`
          : `${what} was left as it is, and work that waits for it goes on without it. You can still allow it by the same link.`,
      );
    case 'scopes_missing':
      return care(
        409,
        'A permission is missing',
        `${what} was left as it was, because this was left out. Try again and leave everything ticked:`,
      );
    case 'identity_mismatch':
      return care(
        409,
        'That was another account',
        `You signed in to ${provider} as somebody else, or for another organization, than before. Nothing was changed. Sign in there as the owner of “${outcome.label}” and try again.`,
      );
    case 'identity_unknown':
      return care(
        409,
        'We could not tell whose account that was',
        `Nothing was changed. Try again, and allow ${provider} to tell us who you are.`,
      );
    case 'no_refresh_token':
      return care(
        409,
        'The permission would not last',
        `${provider} gave access only for the moment, so nothing was changed. Please try again.`,
      );
    case 'refused': {
      const next = nextStepOf[outcome.actor](provider);
      return care(409, `${provider} did not accept it`, `${outcome.summary} Nothing was changed. ${next}`);
    }
    case 'provider_away':
      return care(
        502,
        `${provider} does not answer`,
        'Nothing was changed. Please try again in a few minutes.',
      );
    case 'invalid':
      return care(
        400,
        'That answer cannot be used',
        `What came back is not ${provider}’s whole answer to this question. Nothing was changed. Please try again.`,
      );
  }
}
