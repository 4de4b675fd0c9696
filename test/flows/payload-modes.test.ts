// An installation moves over to sealed payloads while a run waits (docs/temporal-ui.md): what was written readable is read until
// the last step, and then refused: the run stands still, with nothing lost, until the setting is back.
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examine } from '../../src/doctor/examine.ts';
import { joinRunningStack } from '../../src/running-stack.ts';
import { readable } from '../support/canary.ts';
import { firstlight } from '../support/command-line.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { type ConnectedAccount, type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const runName = 'Deals begun in the clear';
let stage: Stage;
let acme: StageTenant;
let hubspot: ConnectedAccount;
let run: string;

/** Both processes, with this setting and no other. */
async function moveTo(mode: 'plain' | 'sealing' | 'sealed'): Promise<void> {
  await stage.worker().stop();
  const before = stage.api();
  const { url } = await stage.startApi({ environment: { FIRSTLIGHT_PAYLOADS: mode } });
  await before.stop();
  acme = { ...acme, api: acme.at(url) };
  await stage.startWorker({ environment: { FIRSTLIGHT_PAYLOADS: mode, FIRSTLIGHT_PUBLIC_URL: url } });
}

beforeAll(async () => {
  stage = await startStage();
  acme = await stage.tenant('acme');
  hubspot = await acme.connect('hubspot');
  await moveTo('plain');
});
afterAll(() => stage?.stop());

/** As somebody sees it who has no key: what can be read of it, and how its payloads are marked. */
async function lookAt(id: string): Promise<{ readonly text: string; readonly isSealed: boolean }> {
  const { events } = await stage.temporal.workflow.getHandle(id).fetchHistory();
  const mark = Buffer.from('binary/encrypted').toString('base64');
  return { text: readable(events), isSealed: JSON.stringify(events).includes(mark) };
}

describe('an installation that moves over', () => {
  it('writes readable payloads at first', async () => {
    await stage.control.revoke({ grant: hubspot.grant.grant });
    ({ id: run } = await acme.api.startRun({
      kind: 'steps',
      name: runName,
      input: {
        steps: [
          {
            id: 'read',
            account: hubspot.account.id,
            tool: 'http.request',
            input: { method: 'GET', path: '/account-info/v3/details' },
          },
        ],
      },
    }));
    await until('it waits', async () => (await acme.api.run(run)).pausedOn.length === 1, 60_000);

    const { text, isSealed } = await lookAt(`run:acme:${run}`);
    expect(text).toContain(runName);
    expect(isSealed).toBe(false);
  });

  it('stands still where only sealed payloads are taken and one is not, and loses nothing by it', async () => {
    await moveTo('sealed');
    const handle = stage.temporal.workflow.getHandle(`run:acme:${run}`);
    await handle.signal('accountChanged', {
      ref: { tenant: 'acme', account: hubspot.account.id },
      state: 'reauth_required',
      seq: 1,
    });

    await until(
      'a worker says why',
      async () => /nobody sealed was refused/.test(stage.worker().output()),
      60_000,
    );
    expect((await acme.api.run(run)).state).toBe('paused');
  });

  it('goes on where both are taken, and seals what it writes from then on', async () => {
    await moveTo('sealing');
    const { reauthUrl } = await until('the link is there', async () => {
      const account = await acme.api.account(hubspot.account.id);
      return account.reauthUrl ? account : null;
    });
    expect((await reauthorize(reauthUrl!, { user: hubspot.user })).status).toBe(200);

    const ended = await until(
      'the run is over',
      async () => {
        const now = await acme.api.run(run);
        return now.state === 'ended' ? now : null;
      },
      90_000,
    );
    expect(ended.verdict).toBe('complete');
    const { text, isSealed } = await lookAt(`run:acme:${run}`);
    expect(text).toContain(runName);
    expect(isSealed).toBe(true);
  });

  it('is told when the last step is safe, and goes on after it', async () => {
    const account = `account:acme:${hubspot.account.id}`;
    expect((await tell('keys', 'sealing')).plain).toContain(account);
    expect(await saysTheDoctor('sealing')).toMatch(/sealed is not safe yet: .* something that nobody sealed/);
    expect(await saysTheDoctor('sealed')).toMatch(/"sealed", and .* cannot go on: .*account:acme/);

    await tell('keys rotate', 'sealing');

    expect((await tell('keys', 'sealing')).plain).toEqual([]);
    expect(await saysTheDoctor('sealing')).toContain('FIRSTLIGHT_PAYLOADS=sealed is safe');
    await moveTo('sealed');
    const { tokenVersion } = await acme.api.account(hubspot.account.id);
    for (const { grant } of await stage.control.grants({ provider: 'hubspot', user: hubspot.user })) {
      await stage.control.expireAccessTokens({ grant });
    }
    const answer = await acme.api.callTool(hubspot.account.id, 'http.request', {
      ...{ method: 'GET', path: '/account-info/v3/details' },
    });
    expect(answer).toMatchObject({ status: 'ok', result: { value: { status: 200 } } });
    expect((await acme.api.account(hubspot.account.id)).tokenVersion).toBeGreaterThan(tokenVersion);
    expect(stage.worker().output()).not.toContain('nobody sealed was refused');
  });
});

const settingsOf = (mode: string) => ({
  ...joinRunningStack({ FIRSTLIGHT_DATA_DIR: dirname(stage.logDir) }),
  FIRSTLIGHT_PAYLOADS: mode,
});

async function tell(words: string, mode: string): Promise<{ readonly plain: readonly string[] }> {
  const told = await firstlight([...words.split(' '), '--json'], settingsOf(mode));
  expect(told.code, told.stderr).toBe(0);
  return JSON.parse(told.stdout);
}

async function saysTheDoctor(mode: string): Promise<string> {
  const { findings } = await examine(settingsOf(mode), { isMending: false, onCheck: () => {} });
  return findings
    .filter(({ check }) => check === 'payloads')
    .map(({ says }) => says)
    .join(' ');
}
