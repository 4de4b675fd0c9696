// What `data` of an event holds, by its type: the one definition of it, for the description of the API, the webhooks in it,
// and the client's types. Those who publish are held against it by test/http/event-data.test.ts, on recorded histories.

import { z } from '@hono/zod-openapi';
import type { EventType } from '../domain/events.ts';
import { runStates, verdicts } from '../domain/run.ts';
import { skipReasons } from '../domain/schedule.ts';
import { accountStateSchema, diagnosisSchema } from './account-view.ts';
import { actorSchema } from './forecast-view.ts';
import { gapSchema } from './run-view.ts';

const instant = z.iso.datetime();
const accounts = z.array(z.string());
const gaps = z.array(gapSchema);
const onDeadline = z.enum(['keep_waiting', 'deliver_with_gaps', 'fail']);

const ofAccount = z.object({
  tenant: z.string(),
  account: z.string(),
  provider: z.string(),
  label: z.string(),
  state: accountStateSchema.openapi({ description: 'As of then.' }),
  seq: z.number().int().openapi({ description: 'Rises with each change of the state.' }),
});

const link = {
  reauthRequest: z.string(),
  reauthUrl: z
    .url()
    .openapi({ description: 'Where that person renews this very account. As good as a key: keep it so.' }),
  linkExpiresAt: instant,
};
const waiting = {
  affectedRuns: z.array(z.string()).openapi({ description: 'Runs that wait for the account.' }),
  runDeadlines: z
    .array(z.object({ run: z.string(), name: z.string(), deadlineAt: instant, onDeadline }))
    .optional()
    .openapi({ description: 'Of the affected runs, those with a deadline; the soonest first.' }),
};
const toDo = {
  reason: z.string().openapi({ description: 'One of a closed list; docs/events.md has it.' }),
  actor: actorSchema.openapi({ description: 'Who must act.' }),
  diagnosis: diagnosisSchema,
  noticesStartAt: instant.openapi({ description: 'Write to people from then on, not before.' }),
  ...waiting,
  plannedRuns: z
    .array(z.object({ name: z.string(), startsAt: instant, deadlineAt: instant }))
    .optional()
    .openapi({ description: 'Runs that a preflight announced and that have not ended.' }),
};

const ofRun = z.object({
  tenant: z.string(),
  run: z.string(),
  kind: z.string(),
  name: z.string(),
  state: z.enum(runStates),
});
const pausedOn = accounts.openapi({ description: 'All accounts it waits for.' });
const verdict = z.enum(verdicts).nullable();
const ended = { verdict, gaps, reason: z.string().optional() };

const ofProviderApp = z.object({ providerApp: z.string(), provider: z.string() });

export const eventData = {
  'agent.auth.connected': ofAccount.extend({
    missingScopes: z
      .array(z.string())
      .optional()
      .openapi({ description: 'What the person left out of what was asked for.' }),
  }),
  'agent.auth.reauth_required': ofAccount.extend({ ...toDo, ...link, neededByAt: instant.optional() }),
  'agent.auth.reauth_withdrawn': ofAccount.extend({ reason: z.string(), diagnosis: diagnosisSchema }),
  'agent.auth.reauth_declined': ofAccount.extend({
    reauthRequest: link.reauthRequest,
    reauthUrl: link.reauthUrl,
    ...waiting,
  }),
  'agent.auth.reauthorized': ofAccount,
  'agent.auth.expiring': ofAccount.extend({
    ...toDo,
    ...z.object(link).partial().shape,
    reasons: z.array(
      z.object({ code: z.string(), actor: actorSchema, actByAt: instant.nullable(), summary: z.string() }),
    ),
    expiresAt: instant.openapi({ description: 'Until when the token lives that is in use now.' }),
    neededByAt: instant.nullable(),
  }),
  'agent.auth.identity_mismatch': ofAccount,
  'agent.auth.disconnected': ofAccount.extend({
    revocation: z.object({
      kind: z.enum(['revoked', 'shared', 'not_offered', 'refused', 'unanswered']),
      siblings: z.number().int().optional(),
      reason: z.string().optional(),
    }),
  }),
  'agent.provider.app_failing': ofProviderApp.extend({
    reason: z.string(),
    actor: actorSchema,
    diagnosis: diagnosisSchema,
  }),
  'agent.provider.app_recovered': ofProviderApp,
  'agent.webhook.endpoint_disabled': z.object({
    tenant: z.string(),
    endpoint: z.string(),
    reason: z.string(),
  }),
  'agent.run.started': ofRun.extend({
    steps: z.number().int().optional().openapi({ description: 'How many; not of an agent’s run.' }),
    model: z.string().optional().openapi({ description: 'Of an agent’s run.' }),
  }),
  'agent.run.skipped': z.object({
    tenant: z.string(),
    schedule: z.string(),
    scheduledAt: instant,
    reason: z.enum(skipReasons),
    summary: z.string(),
  }),
  'agent.run.paused': ofRun.extend({ pausedOn }),
  'agent.run.resumed': ofRun.extend({ pausedOn }),
  'agent.run.overdue': ofRun.extend({ pausedOn, deadlineAt: instant }),
  'agent.run.delivered_with_gaps': ofRun.extend({
    gaps,
    waitsFor: accounts,
    lateFillUntilAt: instant.nullable().openapi({ description: 'Null: nothing will be filled in.' }),
  }),
  'agent.run.filled_late': ofRun.extend({ verdict, gaps, steps: z.array(z.string()) }),
  'agent.run.not_filled': ofRun.extend({ ...ended, reason: z.string().nullable() }),
  'agent.run.completed': ofRun.extend(ended),
  'agent.run.failed': ofRun.extend(ended),
} as const satisfies Record<EventType, z.ZodObject>;

export type EventData = { readonly [Type in EventType]: z.output<(typeof eventData)[Type]> };
