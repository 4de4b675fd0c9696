// `firstlight accounts …`: what is connected and how it is, asked of the API. `accounts import` has a file of its own.

import type { AccountView } from '../http/account-view.ts';
import { type Command, CommandMistake, defineCommand, readChoice, readCount } from './command.ts';
import { describeLocal, describeWhen } from './local-times.ts';
import { paintState } from './paint-state.ts';
import { readAll } from './read-pages.ts';
import type { Screen } from './screen.ts';
import { apiFlags, openTenantApi } from './tenant-api.ts';

const states = ['active', 'held', 'reauth_required', 'disconnected'] as const;
export const accountPath = (id: string | undefined): string => `/v1/accounts/${encodeURIComponent(id!)}`;

const list = defineCommand({
  words: 'accounts list',
  flags: {
    state: { type: 'string', value: 'STATE', says: `Only those that are ${states.join(', ')}.` },
    provider: { type: 'string', value: 'PROVIDER', says: 'Only those of this provider.' },
    limit: { type: 'string', value: 'N', says: 'At most so many. Default: all.' },
    ...apiFlags,
  },
  does: 'List the connected accounts.',
  example: 'firstlight accounts list --state reauth_required',
  async run(call) {
    const { values, screen } = call;
    const state = readChoice('state', values.state, states);
    const most = readCount('limit', values.limit, Number.POSITIVE_INFINITY);
    const found = await readAll<AccountView>(
      { api: openTenantApi(call), screen },
      '/v1/accounts',
      {},
      (account) =>
        (state === null || account.state === state) &&
        (values.provider === undefined || account.provider === values.provider),
    );
    const accounts = found.slice(0, most);
    if (screen.isForPrograms) screen.json({ items: accounts });
    else showAccounts(screen, accounts, found.length);
    return 0;
  },
});

function showAccounts(screen: Screen, accounts: readonly AccountView[], found: number): void {
  if (accounts.length === 0) {
    screen.line('No such account. `firstlight accounts link` makes a link to connect one.');
    return;
  }
  screen.table(
    [
      { title: 'ACCOUNT', cell: ({ id }) => id },
      {
        title: 'STATE',
        cell: ({ state }) => state,
        paint: (text, { state }) => paintState(screen, state, text),
      },
      { title: 'PROVIDER', cell: ({ provider }) => provider, cutTo: 8 },
      { title: 'LABEL', cell: ({ label }) => label, cutTo: 8 },
      { title: 'TOKEN UNTIL', cell: ({ expiresAt }) => describeLocal(expiresAt), isExtra: true },
      {
        title: 'NEXT REFRESH',
        cell: ({ nextRefresh }) =>
          nextRefresh === null ? 'waits for a person' : describeLocal(nextRefresh.at),
        isExtra: true,
      },
    ],
    accounts,
  );
  if (accounts.length < found) screen.say(`${accounts.length} of ${found}; --limit shows more.`);
}

const show = defineCommand({
  words: 'accounts show',
  takes: ['ACCOUNT'],
  flags: apiFlags,
  does: 'Show one account: its state and why, its token’s life, the next refresh, who must act.',
  example: 'firstlight accounts show acct_5f2c9d1be06a4e7f8a31c2d4e5f60718',
  async run(call) {
    const account: AccountView = await openTenantApi(call).ask('GET', accountPath(call.given[0]));
    showAccount(call.screen, account);
    return 0;
  },
});

function showAccount(screen: Screen, account: AccountView): void {
  if (screen.isForPrograms) {
    screen.json(account);
    return;
  }
  const { diagnosis, nextRefresh, exchanges } = account;
  screen.details([
    ['account', account.id],
    ['label', account.label],
    ['provider', account.provider],
    ['state', account.state],
    ['because', diagnosis && `${diagnosis.summary} (${diagnosis.cause}, ${diagnosis.confidence})`],
    ['who must act', diagnosis?.actor.replaceAll('_', ' ')],
    ['renew at', account.reauthUrl],
    ['belongs to', account.externalSubject],
    ['organization', account.externalOrganization],
    ['token', `version ${account.tokenVersion}, until ${describeWhen(account.expiresAt)}`],
    ['next refresh', nextRefresh && `${describeWhen(nextRefresh.at)}: ${nextRefresh.reason}`],
    ['grant ends', account.grantEndsAt && describeWhen(account.grantEndsAt)],
    ['scopes', account.scopes.join(' ')],
    ['left out', account.missingScopes?.join(' ')],
    ['exchanges', `${exchanges.settled} settled, ${exchanges.refused} refused, ${exchanges.unknown} unknown`],
    ['connected', describeWhen(account.createdAt)],
  ]);
}

const meaning = {
  holds: 'The provider says the grant holds.',
  looks_dead: 'The provider calls the token inactive; an exchange was tried at once, and this came of it:',
  unanswered: 'Nothing was learned: the provider did not say, or the account waits for somebody already.',
} as const;

const check = defineCommand({
  words: 'accounts check',
  takes: ['ACCOUNT'],
  flags: apiFlags,
  does: 'Ask the provider now whether the grant still holds. Exit status 1 where it does not, or was not answered.',
  example: 'firstlight accounts check acct_5f2c9d1be06a4e7f8a31c2d4e5f60718',
  async run(call) {
    const { screen } = call;
    const api = openTenantApi(call);
    screen.progress('asking the provider …');
    const answer: { readonly check: keyof typeof meaning; readonly account: AccountView } = await api.ask(
      'POST',
      `${accountPath(call.given[0])}/check`,
    );
    screen.progress('');
    if (screen.isForPrograms) screen.json(answer);
    else {
      screen.line(paintState(screen, answer.check, meaning[answer.check]));
      if (answer.check !== 'holds') showAccount(screen, answer.account);
    }
    return answer.check === 'holds' ? 0 : 1;
  },
});

interface Link {
  readonly url: string;
  readonly expiresAt: string;
}

function showLink(screen: Screen, link: Link): void {
  if (screen.isForPrograms) {
    screen.json(link);
    return;
  }
  screen.line(link.url);
  screen.say(`Send it to the person whose account it is. It ends ${describeWhen(link.expiresAt)}.`);
}

const returnUrl = {
  type: 'string',
  value: 'URL',
  says: 'Where the person is sent afterwards; must be allowed by FIRSTLIGHT_RETURN_URLS.',
} as const;

const link = defineCommand({
  words: 'accounts link',
  takes: ['PROVIDER'],
  flags: {
    scope: {
      type: 'string',
      value: 'SCOPE',
      multiple: true,
      says: "What to ask for, once each. Default: the provider's usual.",
    },
    label: { type: 'string', value: 'LABEL', says: 'What the account is called here.' },
    'return-url': returnUrl,
    ...apiFlags,
  },
  does: 'Make a link by which a person connects a new account. It works once.',
  example: 'firstlight accounts link google --label "Sheets of Ada"',
  async run(call) {
    const { values, given, screen } = call;
    const body = {
      provider: given[0],
      scopes: values.scope,
      label: values.label,
      returnUrl: values['return-url'],
    };
    showLink(screen, await openTenantApi(call).ask('POST', '/v1/accounts/links', body));
    return 0;
  },
});

const reauthLink = defineCommand({
  words: 'accounts reauth-link',
  takes: ['ACCOUNT'],
  flags: { 'return-url': returnUrl, ...apiFlags },
  does: 'Make a link by which a person renews an account. It keeps its id, and what waits for it goes on.',
  example: 'firstlight accounts reauth-link acct_5f2c9d1be06a4e7f8a31c2d4e5f60718',
  async run(call) {
    const path = `${accountPath(call.given[0])}/reauth-links`;
    showLink(
      call.screen,
      await openTenantApi(call).ask('POST', path, { returnUrl: call.values['return-url'] }),
    );
    return 0;
  },
});

interface Disconnection {
  readonly account: AccountView;
  readonly revocation: { readonly kind: string; readonly detail: string };
}

const disconnect = defineCommand({
  words: 'accounts disconnect',
  takes: ['ACCOUNT'],
  flags: {
    yes: { type: 'boolean', says: 'Do it; without, nothing is done. It cannot be undone.' },
    ...apiFlags,
  },
  does: 'End an account: revoke its grant where that harms no other, and erase its tokens. It cannot be undone.',
  example: 'firstlight accounts disconnect acct_5f2c9d1be06a4e7f8a31c2d4e5f60718 --yes',
  async run(call) {
    const { screen } = call;
    const api = openTenantApi(call);
    const account: AccountView = await api.ask('GET', accountPath(call.given[0]));
    if (!call.values.yes) {
      throw new CommandMistake(
        `This ends "${account.label}" (${account.provider}) for good: its grant is revoked, its tokens are erased, and runs that wait for it wait in vain. Add --yes to do it. Nothing was changed.`,
      );
    }
    const answer: Disconnection = await api.ask('DELETE', accountPath(account.id));
    if (screen.isForPrograms) screen.json(answer);
    else screen.line(answer.revocation.detail);
    return 0;
  },
});

export const accountCommands: readonly Command[] = [list, show, check, link, reauthLink, disconnect];
