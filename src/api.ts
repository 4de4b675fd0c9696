// The api process: reads the configuration, wires the ports of the HTTP application, listens, stops in order. No logic.

import { setTimeout as sleep } from 'node:timers/promises';
import { findSchemaMistake } from '../activities/agent/check-answer.ts';
import { checkAgent } from '../activities/agent/prepare-agent.ts';
import { checkUses } from '../activities/examine-uses.ts';
import { checkPlan } from '../activities/run.ts';
import { createDirectCaller } from '../activities/tools/call-directly.ts';
import { describeTool } from '../activities/tools/describe-tool.ts';
import { readConfig, requireForProduction } from './config.ts';
import { SECOND } from './domain/time.ts';
import { createApp } from './http/app.ts';
import { startServer } from './http/server.ts';
import { createPermits } from './permits/permits.ts';
import { runProcess } from './process.ts';
import { createProxy } from './proxy-runtime.ts';
import { openServices } from './services.ts';
import { openTenantPool, refuseMissingRole } from './store/tenant-pool.ts';
import { createLog } from './telemetry/log.ts';
import { createAccountClient } from './temporal/account-client.ts';
import { checkServer } from './temporal/ask-server.ts';
import { connectClient } from './temporal/connection.ts';
import { keepDeliveringOverdue } from './temporal/deliver-overdue.ts';
import { createDeliveryClient } from './temporal/delivery-client.ts';
import { createNoticeClient } from './temporal/notice-client.ts';
import { createPreflightClient } from './temporal/preflight-client.ts';
import { refuseMissingNamespace } from './temporal/prepare-namespace.ts';
import { createRunClient } from './temporal/run-client.ts';
import { createScheduleClient } from './temporal/schedule-client.ts';
import { keepStartingRuns } from './temporal/start-unstarted-runs.ts';
import { createToolRuntime } from './tool-runtime.ts';
import { createConversations } from './vault/conversations.ts';
import { createMcpSessions } from './vault/mcp-sessions.ts';
import { createOperatorSessions } from './vault/operator-sessions.ts';
import { createReauthLinks } from './vault/reauth-links.ts';
import { createRecordedAnswers } from './vault/recorded-answers.ts';
import { createResultVault } from './vault/result-vault.ts';
import { createWebhookSecrets } from './vault/webhook-secrets.ts';

await runProcess('api', async (environment) => {
  const config = readConfig(environment);
  const { DATABASE_URL, FIRSTLIGHT_MASTER_KEYS, FIRSTLIGHT_OPERATOR_KEY } = requireForProduction(config, [
    'DATABASE_URL',
    'FIRSTLIGHT_MASTER_KEYS',
    'FIRSTLIGHT_OPERATOR_KEY',
  ]);
  const log = createLog('api', config.FIRSTLIGHT_LOG_LEVEL);
  const target = { address: config.TEMPORAL_ADDRESS ?? null, namespace: config.TEMPORAL_NAMESPACE ?? null };
  const services = await openServices(
    config,
    {
      databaseUrl: DATABASE_URL,
      masterKeys: FIRSTLIGHT_MASTER_KEYS,
      name: 'firstlight-api-system',
      poolSize: 10,
    },
    environment,
  );
  // What a tenant's key opens is done on connections that cannot see another tenant's rows.
  const tenantPool = openTenantPool(DATABASE_URL, { size: 20, name: 'firstlight-api' });
  await refuseMissingRole(tenantPool);
  const tenantServices = {
    ...services,
    pool: tenantPool,
    resultVault: createResultVault(tenantPool, services.dataKeys),
    recordedAnswers: createRecordedAnswers(tenantPool, services.dataKeys),
    conversations: createConversations(tenantPool, services.dataKeys),
  };
  const temporal = await connectClient(target, services.payloads);
  await refuseMissingNamespace(temporal);
  const { client } = temporal;
  const { tools } = services;
  const accountClient = createAccountClient(client);
  const runClient = createRunClient(client);
  const scheduleClient = createScheduleClient(client);
  const deliveryClient = createDeliveryClient(client);
  const noticeClient = createNoticeClient(client);
  // Somebody waits for what the api asks of providers. The books of permits are no tenant's.
  const permits = createPermits({ db: services.pool, lane: 'direct', log });
  const starting = keepStartingRuns({ pool: services.pool, runClient, log });
  const delivering = keepDeliveringOverdue({ pool: services.pool, deliveryClient, noticeClient, log });

  let isStopping = false;
  const server = await startServer({ port: config.FIRSTLIGHT_PORT, host: config.FIRSTLIGHT_HOST }, (port) => {
    const publicUrl = config.FIRSTLIGHT_PUBLIC_URL ?? `http://127.0.0.1:${port}`;
    const app = createApp({
      ...tenantServices,
      systemPool: services.pool,
      links: createReauthLinks(services.keyRing, publicUrl),
      mcpSessions: createMcpSessions(services.keyRing),
      publicUrl,
      returnUrls: config.FIRSTLIGHT_RETURN_URLS,
      operatorKey: FIRSTLIGHT_OPERATOR_KEY,
      operatorSessions: createOperatorSessions(services.keyRing, FIRSTLIGHT_OPERATOR_KEY),
      temporalUiOrigins: config.FIRSTLIGHT_TEMPORAL_UI_ORIGINS,
      accountClient,
      runClient,
      scheduleClient,
      preflightClient: createPreflightClient(client),
      deliveryClient,
      noticeClient,
      webhookSecrets: createWebhookSecrets(services.dataKeys),
      webhookUrlRules: { allowPrivate: config.FIRSTLIGHT_ALLOW_PRIVATE_WEBHOOKS },
      tools: tools.map(describeTool),
      callTool: createDirectCaller(tools, createToolRuntime({ ...tenantServices, accountClient, permits })),
      proxy: createProxy({ ...tenantServices, accountClient, permits }),
      longestProxiedBodyBytes: config.FIRSTLIGHT_PROXY_BODY_MB * 1024 * 1024,
      checkPlan: (tenant, steps) => checkPlan(tenantPool, tools, tenant, steps),
      runKinds: services.runKinds,
      checkUses: (tenant, uses) => checkUses(tenantPool, tools, tenant, uses),
      checkAgent: (tenant, plan) =>
        checkAgent({ pool: tenantPool, tools, models: services.models }, tenant, plan),
      findSchemaMistake,
      checkTemporal: () => checkServer(client),
      isStopping: () => isStopping,
      log,
    });
    return (request, bindings) => app.fetch(request, bindings);
  });

  return {
    ready: { port: server.port },
    log,
    async stop() {
      isStopping = true;
      await sleep(config.FIRSTLIGHT_DRAIN_SECONDS * SECOND);
      await server.stop(config.FIRSTLIGHT_SHUTDOWN_SECONDS * SECOND);
      await starting.stop();
      await delivering.stop();
      await temporal.close();
      await tenantPool.end();
      await services.close();
    },
  };
});
