// A person may say no (promise 5's other end): the runs that wait for the account go on without it and say so, whoever runs
// them is told, nothing loops, and whoever changes their mind can still renew the account.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Person } from '../../src/demo/person.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { recordHistory } from '../support/record-history.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;

beforeAll(async () => {
  stage = await startStage({ world: { tenants: [{ id: 'acme', deals: 40, accounts: 20, unmatched: 0 }] } });
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

const ordersOf = (account: string, name: string) => ({
  kind: 'steps',
  name,
  input: {
    steps: [{ id: 'accounts', account, tool: 'salesforce.query', input: { soql: 'SELECT Id FROM Account' } }],
  },
});

/** A run with one step that needs no dead account, and one that does and waits for it. */
async function startPausedRun() {
  const hubspot = await acme.connect('hubspot');
  const dead = await acme.connect('salesforce');
  await stage.control.revoke({ grant: dead.grant.grant });
  const { id } = await acme.api.startRun({
    kind: 'steps',
    name: 'waits for an answer',
    input: {
      steps: [
        { id: 'deals', account: hubspot.account.id, tool: 'hubspot.search_deals', input: {} },
        {
          id: 'accounts',
          account: dead.account.id,
          tool: 'salesforce.query',
          input: { soql: 'SELECT Id FROM Account' },
        },
      ],
    },
  });
  await until('the run waits', async () => (await acme.api.run(id)).pausedOn.length > 0);
  const { reauthUrl } = await until('the link is there', async () => {
    const account = await acme.api.account(dead.account.id);
    return account.reauthUrl ? account : null;
  });
  return { run: id, dead, reauthUrl: reauthUrl! };
}

const ended = (run: string) =>
  until('the run has ended', async () => {
    const state = await acme.api.run(run);
    return state.state === 'ended' ? state : null;
  });

const declinedEvents = async (account: string) =>
  (await acme.api.events()).filter(
    (event) => event.type === 'agent.auth.reauth_declined' && event.data.account === account,
  );

it('ends the wait when the person says so on our page, once, and lets them renew the account afterwards', async () => {
  const { run, dead, reauthUrl } = await startPausedRun();
  const person = new Person();
  const asked = await person.open(reauthUrl);
  const forms = [...asked.html.matchAll(/<form[^>]*>/g)].map(([form]) => form);
  const decline = () => person.submit({ url: asked.url, html: forms[1]! });

  const page = await decline();

  expect(page.status).toBe(200);
  expect(page.html).toContain('goes on without it');
  const over = await ended(run);
  expect(over).toMatchObject({
    verdict: 'incomplete',
    gaps: [{ step: 'accounts', code: 'declined' }],
  });
  expect((await acme.api.steps(run)).map((step) => step.state)).toEqual(['done', 'paused']);
  expect((await acme.api.account(dead.account.id)).state).toBe('reauth_required');
  await decline();
  const events = await until('the event is there', async () => {
    const found = await declinedEvents(dead.account.id);
    return found.length > 0 ? found : null;
  });
  expect(events).toMatchObject([{ data: { affectedRuns: [run], reauthUrl } }]);

  // The next night’s run is told at once, rather than wait for somebody who has said no.
  const { id: next } = await acme.api.startRun(ordersOf(dead.account.id, 'the next night'));
  expect((await ended(next)).gaps).toMatchObject([{ step: 'accounts', code: 'declined' }]);

  const thanks = await reauthorize(reauthUrl, { user: dead.user });
  expect(thanks.status, thanks.html).toBe(200);
  expect((await acme.api.account(dead.account.id)).state).toBe('active');
  const { id: after } = await acme.api.startRun(ordersOf(dead.account.id, 'after the change of mind'));
  expect(await ended(after)).toMatchObject({ verdict: 'complete' });
  expect(await declinedEvents(dead.account.id)).toHaveLength(1);
  await recordHistory(stage.temporal, 'account-declined-and-reauthorized', `account:acme:${dead.account.id}`);
  await recordHistory(stage.temporal, 'steps-declined', `run:acme:${run}`);
});

it('ends the wait when the person cancels at the provider', async () => {
  const { run, dead, reauthUrl } = await startPausedRun();

  const page = await reauthorize(reauthUrl, { user: dead.user, decision: 'deny' });

  expect(page.html).toContain('You did not allow it');
  const over = await ended(run);
  expect(over.gaps).toMatchObject([{ step: 'accounts', code: 'declined' }]);
  expect((await acme.api.account(dead.account.id)).state).toBe('reauth_required');
});

it('ends nothing when the no did not come from the provider the person was sent to', async () => {
  const { run, dead, reauthUrl } = await startPausedRun();
  const person = new Person();
  const consent = await person.submit(await person.open(reauthUrl));
  const state = new URL(consent.url).searchParams.get('state');
  const callback = `${stage.apiUrl}/oauth/callback?error=access_denied&state=${state}`;

  const forged = await person.open(`${callback}&iss=https://evil.example.com`);
  const elsewhere = await new Person().open(callback);

  expect([forged.status, elsewhere.status]).toEqual([400, 400]);
  expect(await declinedEvents(dead.account.id)).toEqual([]);
  expect(await acme.api.run(run)).toMatchObject({ state: 'paused', pausedOn: [dead.account.id] });
  // The person still decides, and the run goes on.
  await reauthorize(reauthUrl, { user: dead.user });
  expect(await ended(run)).toMatchObject({ verdict: 'complete', gaps: [] });
});
