// Promise 2: one exchange at a time per account, by construction. The authority here rotates, and a second presentation of
// a refresh token would end the grant.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';

let stage: Stage;
let acme: StageTenant;

beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

it('spends one exchange on 200 callers who find the token refused at the same moment, and none sees an error', async () => {
  const { account, grant } = await acme.connect('salesforce');
  await stage.control.setKnobs({ scope: { grant: grant.grant }, knobs: { tokenLatencySeconds: 0.5 } });
  for (const round of [1, 2, 3]) {
    await stage.control.expireAccessTokens({ grant: grant.grant });
    const answers = await Promise.all(
      Array.from({ length: 200 }, () =>
        acme.api.callTool(account.id, 'http.request', { method: 'GET', path: '/services/data/v62.0/limits' }),
      ),
    );

    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set(['ok']));
    const [books] = await stage.control.grants({ grant: grant.grant });
    expect(books).toMatchObject({
      exchanges: round,
      doubleSpends: 0,
      endedBy: null,
      mostTokenRequestsInFlight: 1,
    });
  }
});

it('lets an exchange that callers wait for overtake the others, and tenants take turns', async () => {
  const { account, grant } = await acme.connect('google');
  await stage.control.expireAccessTokens({ grant: grant.grant });
  await acme.api.callTool(account.id, 'http.request', { method: 'GET', path: '/v4/spreadsheets/nowhere' });

  const history = await stage.temporal.workflow.getHandle(`account:acme:${account.id}`).fetchHistory();
  const scheduled = history.events!.flatMap(({ activityTaskScheduledEventAttributes: activity }) =>
    activity?.activityType?.name === 'exchangeRefreshToken' ? [activity.priority] : [],
  );
  expect(scheduled).toMatchObject([{ priorityKey: 1, fairnessKey: 'acme' }]);
});
