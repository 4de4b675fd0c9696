// Wires a worker: configuration, activities, the workers on their queues, and the order in which all of it stops. No logic.

import { Runtime } from '@temporalio/worker';
import type { ExchangePoint } from '../activities/exchange.ts';
import {
  createDeliveryQueueActivities,
  createExchangeActivities,
  createPreflightQueueActivities,
  createShortActivities,
} from '../activities/index.ts';
import { createModelActivities } from '../activities/model.ts';
import { createToolActivities } from '../activities/tools/tool-activities.ts';
import { createAnswersInHand } from './answers-in-hand.ts';
import { type Environment, readConfig, requireForProduction } from './config.ts';
import { waitAtMost } from './connect/patience.ts';
import { SECOND } from './domain/time.ts';
import type { WritePoint } from './domain/write-record.ts';
import { openNotices } from './notice-runtime.ts';
import { createPermits } from './permits/permits.ts';
import type { RunningProcess } from './process.ts';
import { openServices, refuseUnknownJournals } from './services.ts';
import { openPool } from './store/db.ts';
import { openTenantPool } from './store/tenant-pool.ts';
import { createLog } from './telemetry/log.ts';
import { createAccountClient } from './temporal/account-client.ts';
import { keepAgreeingOnSchedules } from './temporal/agree-on-schedules.ts';
import { checkServer } from './temporal/ask-server.ts';
import { bundleOwnRuns } from './temporal/bundle-own-runs.ts';
import { connectClient } from './temporal/connection.ts';
import { createDeliveryClient } from './temporal/delivery-client.ts';
import { startJournal } from './temporal/journal-client.ts';
import { keepSweeping } from './temporal/keep-sweeping.ts';
import { createTemporalLogger } from './temporal/logger.ts';
import { createNoticeClient } from './temporal/notice-client.ts';
import { refuseMissingNamespace } from './temporal/prepare-namespace.ts';
import { createProviderAppClient } from './temporal/provider-app-client.ts';
import { createRunClient } from './temporal/run-client.ts';
import { createScheduleClient } from './temporal/schedule-client.ts';
import { keepSettlingClosed } from './temporal/settle-closed.ts';
import { connectWorker } from './temporal/worker-connection.ts';
import { createWorkers, toolPlaces } from './temporal/workers.ts';
import { createToolRuntime } from './tool-runtime.ts';
import { createReauthLinks } from './vault/reauth-links.ts';
import { createWebhookSecrets } from './vault/webhook-secrets.ts';
import { startWorkerHealth } from './worker-health.ts';

/** `passing` is told the points an exchange and a write pass; tests stop, kill or hold a worker there. */
export async function startWorker(
  environment: Environment,
  passing: (point: ExchangePoint | WritePoint) => Promise<void> = async () => {},
): Promise<RunningProcess> {
  const config = readConfig(environment);
  const { DATABASE_URL, FIRSTLIGHT_MASTER_KEYS } = requireForProduction(config, [
    'DATABASE_URL',
    'FIRSTLIGHT_MASTER_KEYS',
  ]);
  const log = createLog('worker', config.FIRSTLIGHT_LOG_LEVEL);
  Runtime.install({ logger: createTemporalLogger(log), shutdownSignals: [] });

  const target = { address: config.TEMPORAL_ADDRESS ?? null, namespace: config.TEMPORAL_NAMESPACE ?? null };
  const services = await openServices(
    config,
    {
      databaseUrl: DATABASE_URL,
      masterKeys: FIRSTLIGHT_MASTER_KEYS,
      name: 'firstlight-worker',
      poolSize: 20,
    },
    environment,
  );
  const lockPool = openPool(DATABASE_URL, { size: 20, name: 'firstlight-exchange' });
  const temporal = await connectClient(target, services.payloads);
  await refuseMissingNamespace(temporal);
  const accountClient = createAccountClient(temporal.client);
  const appClient = createProviderAppClient(temporal.client);
  const deliveryClient = createDeliveryClient(temporal.client);
  const runClient = createRunClient(temporal.client);
  const scheduleClient = createScheduleClient(temporal.client);
  const readsJournals = config.FIRSTLIGHT_READ_JOURNALS;
  refuseUnknownJournals(services.providers, readsJournals);
  const noticeClient = createNoticeClient(temporal.client);
  const answersInHand = createAnswersInHand();
  const deps = {
    ...services,
    lockPool,
    accountClient,
    appClient,
    runClient,
    scheduleClient,
    deliveryClient,
    noticeClient,
    passing,
    takeInHand: answersInHand.take,
    readsJournals,
    turnsPerHistory: config.FIRSTLIGHT_AGENT_TURNS_PER_HISTORY,
  };
  const publicUrl = config.FIRSTLIGHT_PUBLIC_URL ?? `http://127.0.0.1:${config.FIRSTLIGHT_PORT}`;

  const links = createReauthLinks(services.keyRing, publicUrl);
  const permits = createPermits({ db: services.pool, lane: 'run', mostWaiting: toolPlaces * 0.6, log });
  const toolRuntime = createToolRuntime({ ...services, accountClient, permits, passing });
  const notices = openNotices(config, { ...services, ...toolRuntime, links, noticeClient });

  const shutdownMs = config.FIRSTLIGHT_SHUTDOWN_SECONDS * SECOND;
  const { connection, namespace } = await connectWorker(target);
  const workers = await createWorkers(
    connection,
    namespace,
    services.payloads,
    {
      short: createShortActivities(deps),
      exchanges: createExchangeActivities(deps),
      apps: services.providers.configured.map(({ app, exchangesPerSecond }) => ({ app, exchangesPerSecond })),
      tools: { ...createToolActivities(services.tools, toolRuntime), ...createModelActivities(deps) },
      preflights: createPreflightQueueActivities(deps),
      deliveries: createDeliveryQueueActivities(
        {
          pool: services.pool,
          links,
          secrets: createWebhookSecrets(services.dataKeys),
          deliveryClient,
          retryTableMs: config.FIRSTLIGHT_WEBHOOK_RETRY_SECONDS.map((seconds) => seconds * SECOND),
          send: { rules: { allowPrivate: config.FIRSTLIGHT_ALLOW_PRIVATE_WEBHOOKS } },
        },
        notices,
      ),
    },
    shutdownMs,
    services.runKinds.length > 0 ? await bundleOwnRuns(services.runKinds) : null,
  );
  const running = workers.run();
  const agreeing = keepAgreeingOnSchedules({ pool: services.pool, scheduleClient, deliveryClient, log });
  const settling = keepSettlingClosed({
    pool: services.pool,
    temporal,
    accountClient,
    wake: deliveryClient.wake,
    log,
  });
  const tenantPool = openTenantPool(DATABASE_URL, { size: 2, name: 'firstlight-sweep' });
  const retentionDays = config.FIRSTLIGHT_RETENTION_DAYS;
  const sweeping = keepSweeping({ pool: services.pool, tenantPool, retentionDays, log });
  for (const id of readsJournals) await startJournal(temporal.client, services.providers.get(id).app);

  let isStopping = false;
  const health =
    config.FIRSTLIGHT_WORKER_PORT === undefined
      ? null
      : await startWorkerHealth(
          { port: config.FIRSTLIGHT_WORKER_PORT, host: config.FIRSTLIGHT_HOST },
          {
            checkDatabase: () => services.pool.query('select 1'),
            checkTemporal: () => checkServer(temporal.client),
            isStopping: () => isStopping,
          },
        );

  return {
    ready: { address: target.address ?? 'profile', ...(health && { port: health.port }) },
    log,
    failed: running,
    async stop() {
      isStopping = true;
      workers.shutdown();
      await agreeing.stop();
      await settling.stop();
      await sweeping.stop();
      const waited = await waitAtMost(running, shutdownMs);
      if (waited.kind === 'failed') throw waited.error;
      if (waited.kind === 'too_late') {
        // Heartbeats end with this process, and another one is given what it was at.
        log.warn('the time to stop is over; what is under way is handed over', {
          count: answersInHand.count(),
        });
        await answersInHand.none();
        return;
      }
      await health?.stop(0);
      notices.close();
      await connection.close();
      await temporal.close();
      await lockPool.end();
      await tenantPool.end();
      await services.close();
    },
  };
}
