// The account dies in the middle of a write: while its request is on its way, after its answer was lost, between two batches.
// The pause strands no record: the ledger says what is known meanwhile, and when the person has said yes again every row stands at its
// provider once, whether the write has a key or not.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { crashScript } from '../support/crash.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';
import { type WritesLedger, type WriteWork, workOfWrites } from '../support/write-work.ts';

const providers = ['google', 'hubspot', 'salesforce', 'slack'] as const;
type Accounts = Record<(typeof providers)[number], ConnectedAccount>;

let stage: Stage;
let acme: StageTenant;
let accounts: Accounts;
let work: WriteWork;

beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
});
afterAll(() => stage?.stop());
beforeEach(async () => {
  const connected = await Promise.all(providers.map((provider) => acme.connect(provider)));
  accounts = Object.fromEntries(providers.map((provider, place) => [provider, connected[place]])) as Accounts;
  work = workOfWrites(stage, acme, accounts);
});

const revoke = (provider: keyof Accounts) => stage.control.revoke({ grant: accounts[provider].grant.grant });

/** The person opens the link and says yes. */
async function bringBack(provider: keyof Accounts): Promise<void> {
  const { account, user } = accounts[provider];
  const { reauthUrl } = await until('there is a link', async () => {
    const now = await acme.api.account(account.id);
    return now.reauthUrl ? now : null;
  });
  expect((await reauthorize(reauthUrl!, { user })).status).toBe(200);
}

const whenPausedOn = (run: string, count: number): Promise<unknown> =>
  until('it waits', async () => (await acme.api.run(run)).pausedOn.length === count, 60_000);

describe('while its first request is at the provider', () => {
  it('has it turned away with its token, and makes each write once when the person is back', async () => {
    await work.misbehave('hold_before_commit');
    const run = await work.startFive('turned');
    await stage.control.waitForHeld({ count: 5 });
    expect(await work.writes(run)).toEqual(each({ sent: 1 }));
    for (const provider of providers) await revoke(provider);
    await stage.control.releaseHeld();
    await whenPausedOn(run, providers.length);

    expect(await work.writes(run)).toEqual(each({ planned: 1 }));

    for (const provider of providers) await bringBack(provider);
    expect(await work.endOf(run)).toEqual(each('done'));
    expect(await work.booksOf('turned')).toEqual(onceEach);
    const { slack, http, hubspot, salesforce } = await work.writes(run);
    expect([slack, http, hubspot, salesforce]).toEqual(Array(4).fill({ confirmed: 1 }));
  });

  it('says "unknown" of what was done and lost, for as long as it waits, and makes nothing twice', async () => {
    await work.misbehave('hold_after_commit');
    const run = await work.startFive('lost');
    await stage.control.waitForHeld({ count: 5 });
    for (const provider of providers) await revoke(provider);
    stage.worker().kill('SIGKILL');
    await stage.worker().exited;
    await stage.control.releaseHeld();
    await stage.startWorker();
    await whenPausedOn(run, providers.length);

    // They were made: "planned" would say that they certainly were not.
    expect(await work.writes(run)).toEqual({
      ...each({ unknown: 1 }),
      // Not begun to be made again: a tool that looks before it writes has found the account dead by looking.
      ...{ sheet: { sent: 1 }, slack: { sent: 1 } },
      http: { sent: 1 },
    });

    for (const provider of providers) await bringBack(provider);
    expect(await work.endOf(run)).toEqual({ ...each('done'), http: 'tool.outcome_unknown' });
    expect(await work.booksOf('lost')).toEqual(onceEach);
    const after = await work.writes(run);
    expect(after.slack).toEqual({ confirmed: 1 });
    expect(after.http).toEqual({ sent: 1 });
    expect(after.hubspot).toEqual({ confirmed: 1 });
  });
});

describe('between two batches of one write', () => {
  it.each([
    { step: 'sheet', provider: 'google', skip: 3, confirmed: 4, rows: 60, more: { rowsPerRequest: 25 } },
    { step: 'hubspot', provider: 'hubspot', skip: 0, confirmed: 1, rows: 150, more: {} },
    { step: 'salesforce', provider: 'salesforce', skip: 0, confirmed: 1, rows: 250, more: {} },
  ] as const)('goes on after the last one confirmed, in $provider', async (given) => {
    const { step, provider, skip, confirmed, rows, more } = given;
    const name = `batches-${step}`;
    const go = join(temporaryFolder(), 'go');
    await stage.worker().stop();
    await stage.startWorker({
      script: crashScript,
      environment: {
        TEST_POINT: 'write.confirmed',
        TEST_ACT: 'wait',
        TEST_SKIP: String(skip),
        TEST_FILE: go,
      },
    });
    const run = await work.startOne(step, name, rows, more);
    await until('a batch is confirmed', async () => existsSync(`${go}.reached`), 60_000);
    const { account, grant } = accounts[provider];
    await revoke(provider);
    await acme.api.checkAccount(account.id);
    await until('it is known', async () => (await acme.api.account(account.id)).state === 'reauth_required');
    const since = Date.now();
    writeFileSync(go, '');
    await whenPausedOn(run, 1);

    expect((await work.writes(run))[step]).toEqual({ confirmed, planned: 1 });
    // It was known to be dead, so nothing was asked of its provider.
    expect(await stage.control.countCalls({ grant: grant.grant, kind: 'data', since })).toMatchObject({
      calls: 0,
    });

    await bringBack(provider);
    expect(await work.endOf(run)).toEqual({ [step]: 'done' });
    expect((await work.booksOf(name))[step]).toBe(rows);
    const [made] = await acme.api.steps(run);
    expect(made!.receipt).toMatchObject({ rows, announced: rows });
    // A batch made again would have been answered "updated".
    if (step !== 'sheet') expect(made!.receipt).toMatchObject({ facts: { created: rows, updated: 0 } });
    expect(Object.keys((await work.writes(run))[step]!)).toEqual(['confirmed']);
  });
});

const each = <T>(what: T) => ({ sheet: what, hubspot: what, salesforce: what, slack: what, http: what });
const onceEach = { ...each(2), slack: 1, http: 1 } satisfies Record<keyof WritesLedger, number>;
