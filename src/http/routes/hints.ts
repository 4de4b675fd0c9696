// Where providers send their own notices of ended access (docs/hints.md). No API key: a signature says who it is. Answered
// when the accounts are told, which takes milliseconds; whoever could not be told makes it 503, and the provider sends again.

import type { Context, Hono } from 'hono';
import { createNoticeReceiver, type NoticeOutcome } from '../../hints/receive-notice.ts';
import type { AppDeps } from '../app-deps.ts';
import { ApiProblem } from '../problem.ts';

export function addHintRoutes(app: Pick<Hono, 'post'>, deps: AppDeps): void {
  const receive = createNoticeReceiver(deps);

  app.post('/hints/:provider', async (context) => {
    const provider = context.req.param('provider');
    const outcome = await receive(provider, {
      header: (name) => context.req.header(name),
      body: await context.req.text(),
    }).catch((error: Error): NoticeOutcome => {
      deps.log.warn('a notice could not be passed on', { provider, error: error.name });
      return { kind: 'unverifiable' };
    });
    const facts = outcome.kind === 'hinted' ? { count: outcome.accounts } : {};
    if (outcome.kind !== 'not_taken') {
      deps.log.info('a provider sent a notice', { provider, reason: outcome.kind, ...facts });
    }
    return answer(context, outcome);
  });
}

function answer(context: Context, outcome: NoticeOutcome): Response {
  switch (outcome.kind) {
    case 'challenge':
      return context.json({ challenge: outcome.answer });
    case 'refused':
      // RFC 8935 section 2.4.
      return context.json({ err: outcome.err, description: outcome.description }, 400);
    case 'unverifiable':
      return context.json(
        { err: 'unavailable', description: 'The notice cannot be taken for the moment; send it again.' },
        503,
        { 'retry-after': '5' },
      );
    case 'not_taken':
      throw new ApiProblem(
        'route.unknown',
        'This installation takes no notices from there. docs/hints.md says which providers send some, and what to set.',
      );
    default:
      return context.body(null, 202);
  }
}
