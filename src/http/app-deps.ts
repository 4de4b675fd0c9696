// What the HTTP application is given. Whatever it may not import (activities, tools, Temporal) comes as a port and is wired
// in src/api.ts.

import type { PayloadCodec } from '@temporalio/common';
import type { AgentPlan } from '../domain/agent.ts';
import type { DirectAnswer, DirectCall } from '../domain/direct-call.ts';
import type { TenantId } from '../domain/ids.ts';
import type { RunUse } from '../domain/own-run.ts';
import type { PassRequest } from '../domain/proxy.ts';
import type { StepPlan } from '../domain/run.ts';
import type { Secret } from '../domain/secret.ts';
import type { ToolEffect } from '../domain/tool.ts';
import type { UrlRules } from '../events/webhook-url.ts';
import type { RunKind } from '../extension/own-run.ts';
import type { Providers } from '../providers/registry.ts';
import type { Pool } from '../store/db.ts';
import type { Log } from '../telemetry/log.ts';
import type { AccountClient } from '../temporal/account-client.ts';
import type { DeliveryClient } from '../temporal/delivery-client.ts';
import type { NoticeClient } from '../temporal/notice-client.ts';
import type { PreflightClient } from '../temporal/preflight-client.ts';
import type { RunClient } from '../temporal/run-client.ts';
import type { ScheduleClient } from '../temporal/schedule-client.ts';
import type { Conversations } from '../vault/conversations.ts';
import type { McpSessions } from '../vault/mcp-sessions.ts';
import type { OperatorSessions } from '../vault/operator-sessions.ts';
import type { ReauthLinks } from '../vault/reauth-links.ts';
import type { RecordedAnswers } from '../vault/recorded-answers.ts';
import type { ResultVault } from '../vault/result-vault.ts';
import type { Vault } from '../vault/vault.ts';
import type { WebhookSecrets } from '../vault/webhook-secrets.ts';

export interface ToolListing {
  readonly name: string;
  /** A provider's id, or `any`. */
  readonly provider: string;
  readonly scopes: readonly string[];
  readonly effect: ToolEffect;
  readonly description: string;
  /** JSON Schema of the input, draft 2020-12. */
  readonly inputSchema: Record<string, unknown>;
}

export interface AppDeps {
  /** Sees the tenant that a request's key belongs to, and no other. */
  readonly pool: Pool;
  /** For what comes before a tenant is known: keys, links, health. */
  readonly systemPool: Pool;
  readonly vault: Vault;
  readonly resultVault: ResultVault;
  readonly recordedAnswers: RecordedAnswers;
  readonly providers: Providers;
  readonly links: ReauthLinks;
  readonly mcpSessions: McpSessions;
  /** Where browsers reach this API; the OAuth redirect is built on it. */
  readonly publicUrl: string;
  /** Where a person may be sent afterwards: these addresses, and those below them. */
  readonly returnUrls: readonly string[];
  readonly operatorKey: Secret;
  readonly operatorSessions: OperatorSessions;
  readonly payloadCodec: PayloadCodec;
  /** Whose scripts may have payloads opened, for an operator who has signed in. */
  readonly temporalUiOrigins: readonly string[];
  readonly accountClient: Pick<
    AccountClient,
    'start' | 'adoptGrant' | 'lookForGrant' | 'checkNow' | 'declined' | 'disconnect' | 'hint'
  >;
  readonly runClient: RunClient;
  readonly scheduleClient: ScheduleClient;
  readonly preflightClient: PreflightClient;
  readonly deliveryClient: DeliveryClient;
  readonly noticeClient: Pick<NoticeClient, 'wake'>;
  readonly webhookSecrets: WebhookSecrets;
  readonly webhookUrlRules: UrlRules;
  readonly tools: readonly ToolListing[];
  /** Throws a `Failure` for what is not the tool's own result. */
  readonly callTool: (call: DirectCall) => Promise<DirectAnswer>;
  /** Throws an `AccountBlocked` or a `Failure` where there is no answer of the provider. */
  readonly proxy: PassRequest;
  readonly longestProxiedBodyBytes: number;
  readonly checkPlan: (
    tenant: TenantId,
    steps: readonly StepPlan[],
  ) => Promise<{ readonly mistakes: readonly string[] }>;
  /** Of a run whose plan its model makes; `field` is a path within the input. */
  readonly checkAgent: (
    tenant: TenantId,
    plan: AgentPlan,
  ) => Promise<{ readonly mistakes: readonly { readonly field: string; readonly detail: string }[] }>;
  /** Kinds of runs that extensions bring. */
  readonly runKinds: readonly RunKind[];
  /** Of what a run of such a kind says that it will use. */
  readonly checkUses: (
    tenant: TenantId,
    uses: readonly RunUse[],
  ) => Promise<{ readonly mistakes: readonly string[] }>;
  /** Null: answers can be checked against it. */
  readonly findSchemaMistake: (answerSchema: unknown) => string | null;
  readonly conversations: Conversations;
  /** Rejects when the Temporal server does not answer. */
  readonly checkTemporal: () => Promise<void>;
  /** Told to stop: it goes on answering, and is to be given nothing new. */
  readonly isStopping: () => boolean;
  readonly log: Log;
}
