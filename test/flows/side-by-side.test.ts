// Two api processes and three workers, as production runs them. In the middle of a night one of each is told to stop and one of
// each is killed: nobody starts anything again by hand but the process, and every run ends complete.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createNight, dealsIn } from '../support/deal-night.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
let acme: StageTenant;
beforeAll(async () => {
  stage = await startStage({
    world: { tenants: [{ id: 'acme', deals: 300, accounts: 60, unmatched: 0 }] },
    knobs: [{ scope: {}, knobs: { secondsPerCall: 0.2 } }],
  });
  acme = await stage.tenant('acme');
});
afterAll(() => stage.stop());

it('brings a night to its end over workers and api processes that stop and die in it', async () => {
  const [firstApi, firstWorker] = [stage.api(), stage.worker()];
  const secondWorker = await stage.startWorker();
  await stage.startWorker();
  const { api: secondApi, url: secondUrl } = await stage.startApi();
  // Two are at the token endpoint several times in the night. The third's refresh tokens are single-use: killing its worker at the
  // wrong moment costs the grant, which is told elsewhere (worker-dies-after-sending).
  for (const provider of ['hubspot', 'google']) {
    await stage.control.setKnobs({ scope: { provider }, knobs: { accessLifetimeSeconds: 10 } });
  }
  const night = await createNight(stage, acme);
  const tabs = ['one', 'two', 'three'];
  const runs = await Promise.all(tabs.map((tab) => night.startReport(tab)));
  const callsAre = (count: number) =>
    until(
      `${count} calls were made`,
      async () => (await stage.control.countCalls({ kind: 'data' })).calls >= count,
    );

  await callsAre(6);
  firstWorker.kill('SIGTERM');
  firstApi.kill('SIGTERM');
  expect(await firstApi.exited).toEqual({ code: 0, signal: null });
  // The one beside it goes on where a load balancer sends people now.
  expect((await acme.at(secondUrl).run(runs[0]!)).state).not.toBe('ended');
  await callsAre(15);
  secondWorker.kill('SIGKILL');
  secondApi.kill('SIGKILL');
  await Promise.all([secondWorker.exited, secondApi.exited]);
  expect(await firstWorker.exited).toEqual({ code: 0, signal: null });
  const { url } = await stage.startApi();

  const rest = await createNight(stage, { ...acme, api: acme.at(url) }, night.accounts);
  for (const [index, run] of runs.entries()) {
    expect(await rest.whenEnded(run)).toMatchObject({ verdict: 'complete', gaps: [] });
    const deals = dealsIn((await rest.readTab(tabs[index]!))!);
    expect(new Set(deals.map(([key]) => key)).size).toBe(300);
    expect(deals).toHaveLength(300);
  }
  for (const [provider, { grant }] of Object.entries(night.accounts)) {
    const [books] = await stage.control.grants({ grant: grant.grant });
    expect(books).toMatchObject({ doubleSpends: 0, endedBy: null });
    if (provider !== 'salesforce') expect(books!.exchanges).toBeGreaterThan(0);
  }
}, 180_000);
