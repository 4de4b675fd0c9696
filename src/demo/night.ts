// The night itself: three reports start, the story happens to them, and everything is counted when they have ended.

import type { LocalStack } from '../local-stack.ts';
import type { SandboxControl, SandboxDescription } from '../sandbox/control-contract.ts';
import { type CastTenant, pageSizes, revokedTenant } from './cast.ts';
import { orderDealReport } from './deal-report-order.ts';
import { collectFigures, type NightFigures, type ReauthFigure } from './figures.ts';
import { type NightClock, speed, startNight } from './night-clock.ts';
import { drawNight } from './picture.ts';
import type { Screen } from './screen.ts';
import { startNaiveNight } from './stage2.ts';
import { giveAccessBack, killWorkerDuringPage, revokeAccess } from './story.ts';
import type { Mark } from './timeline.ts';
import { waitUntil } from './wait.ts';

/** Hours of the night at which things happen. */
const script = { workerDies: 1.5, accessTaken: 4, accessGivenBack: 4 + 40 / 60 };
const tab = new Date().toISOString().slice(0, 10);

export async function playNight(input: {
  readonly local: LocalStack;
  readonly control: SandboxControl;
  readonly description: SandboxDescription;
  readonly cast: readonly CastTenant[];
  readonly screen: Screen;
}): Promise<{ readonly figures: NightFigures; readonly svg: string }> {
  const { local, control, description, cast, screen } = input;
  const unlucky = cast.find((tenant) => tenant.facts.id === revokedTenant)!;
  const naive = await startNaiveNight(control, description, unlucky.facts);
  const clock = startNight(Date.now());
  screen.startClock(clock);
  const runs = await startReports(cast);
  screen.story(`three reports have started; the night runs ${speed} times as fast as life`);

  const marks: Mark[] = [];
  const stopWatching = watchProgress(control, cast, runs, screen);
  const story = Promise.all([
    loseWorker(local, control, clock, screen, marks),
    loseAccess(control, unlucky, clock, screen, marks),
  ]);
  const ends = Promise.all(cast.map((tenant) => waitForEnd(tenant, runs.get(tenant.facts.id)!, screen)));
  const [[, reauth]] = await Promise.all([story, ends]);
  const endedAt = Date.now();
  stopWatching();
  const figures = await collectFigures({
    control,
    cast,
    runs,
    tab,
    nightMs: endedAt - clock.startedAt,
    reauth: [reauth],
    naive: await naive.finished,
  });
  return { figures, svg: await drawNight({ control, cast, runs, clock, endedAt, marks }) };
}

async function startReports(cast: readonly CastTenant[]): Promise<Map<string, string>> {
  const started = await Promise.all(
    cast.map(async ({ api, facts, accounts }) => {
      const run = await api.startRun(
        orderDealReport({
          name: `Night report of ${facts.name}`,
          accounts,
          spreadsheetId: facts.spreadsheetId,
          tab,
          pageSizes,
        }),
      );
      return [facts.id, run.id] as const;
    }),
  );
  return new Map(started);
}

async function loseWorker(
  local: LocalStack,
  control: SandboxControl,
  clock: NightClock,
  screen: Screen,
  marks: Mark[],
): Promise<void> {
  await untilHour(clock, script.workerDies);
  await killWorkerDuringPage(local, control);
  marks.push({ at: Date.now(), label: 'worker killed' });
  screen.story('the worker is killed (SIGKILL) in the middle of a page; another one starts');
  await local.startWorker();
}

async function loseAccess(
  control: SandboxControl,
  tenant: CastTenant,
  clock: NightClock,
  screen: Screen,
  marks: Mark[],
): Promise<ReauthFigure> {
  await untilHour(clock, script.accessTaken);
  const revocation = await revokeAccess(control, tenant);
  marks.push({ at: revocation.revokedAt, label: `${tenant.facts.name}: access revoked` });
  screen.story(
    `an administrator of ${tenant.facts.name} revokes the Salesforce access`,
    revocation.revokedAt,
  );
  const noticedAfterMs = revocation.noticedAt - revocation.revokedAt;
  screen.story(
    `noticed after ${noticedAfterMs} ms; that report waits, the others go on; the person is asked`,
  );

  await untilHour(clock, script.accessGivenBack);
  const { salesforce } = tenant.accounts;
  const callbackAt = await giveAccessBack(revocation, salesforce.user);
  marks.push({ at: callbackAt, label: 'reauthorized' });
  const next = await waitUntil('the step asks the provider again', async () => {
    const calls = await control.calls({ provider: 'salesforce', kind: 'data', since: callbackAt });
    const grants = await control.grants({ provider: 'salesforce', user: salesforce.user });
    const renewed = grants.find((grant) => grant.consentedAt >= callbackAt - 1_000 && grant.endedBy === null);
    return renewed && calls.find((call) => call.grant === renewed.grant);
  });
  salesforce.grants.push(next.grant!);
  const resumedAfterMs = next.at - callbackAt;
  screen.story(`the person has followed the link; the same step goes on ${resumedAfterMs} ms later`);
  return { account: revocation.account, reason: revocation.reason, noticedAfterMs, resumedAfterMs };
}

async function waitForEnd(tenant: CastTenant, run: string, screen: Screen): Promise<void> {
  const ended = await waitUntil(
    `the run of ${tenant.facts.name} has ended`,
    async () => {
      const state = await tenant.api.run(run);
      return state.state === 'ended' ? state : null;
    },
    { timeoutMs: 180_000, everyMs: 200 },
  );
  screen.story(`${tenant.facts.name}: ${ended.verdict}, ${ended.stepsDone} of ${ended.stepsTotal} steps`);
}

/** One moving line with where each report is; stopped by the function it returns. */
function watchProgress(
  control: SandboxControl,
  cast: readonly CastTenant[],
  runs: ReadonlyMap<string, string>,
  screen: Screen,
): () => void {
  const describe = async ({ api, facts, accounts }: CastTenant): Promise<string> => {
    const steps = await api.steps(runs.get(facts.id)!);
    const busy = steps.find((step) => step.state === 'running' || step.state === 'paused');
    const counts = await Promise.all(
      Object.values(accounts).flatMap(({ grants }) =>
        grants.map((grant) => control.countCalls({ grant, kind: 'data' })),
      ),
    );
    const calls = counts.reduce((total, count) => total + count.calls, 0);
    return `${facts.id}: ${busy ? busy.id : 'between steps'}${busy?.state === 'paused' ? ' waits' : ''}, ${calls} calls`;
  };
  const timer = setInterval(() => {
    Promise.all(cast.map(describe)).then(
      (parts) => screen.progress(parts.join('  ·  ')),
      // The api is asked again in half a second; what went wrong for good shows where the runs are waited for.
      () => undefined,
    );
  }, 500);
  return () => {
    clearInterval(timer);
    screen.progress('');
  };
}

const untilHour = (clock: NightClock, hour: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, clock.startedAt + clock.at(hour) - Date.now())));
