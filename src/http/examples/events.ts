// An event of each type in the examples, as it is listed and as a webhook brings it.

import type { z } from '@hono/zod-openapi';
import type { EventType } from '../../domain/events.ts';
import type { EventData } from '../event-data.ts';
import type { eventSchema } from '../event-view.ts';
import { activeAccount, deadAccount } from './accounts.ts';
import * as cast from './cast.ts';

const { provider, label } = deadAccount;
const account = { tenant: cast.tenant, account: cast.hubspotAccount, provider, label, seq: 1 };
const run = { tenant: cast.tenant, run: cast.run, kind: 'dealReport', name: 'Deal report' };
const link = {
  reauthRequest: cast.reauthRequest,
  reauthUrl: cast.reauthUrl,
  linkExpiresAt: '2026-12-02T02:10:04.403Z',
};
const diagnosis = deadAccount.diagnosis!;
const gap = {
  step: 'accounts',
  account: cast.salesforceAccount,
  code: 'waiting_for_account' as const,
  detail: `waits for account ${cast.salesforceAccount} to be usable again`,
  expected: 2400,
  got: 1600,
};
const outcome = { verdict: 'incomplete' as const, gaps: [gap] };
const appDown = {
  cause: 'client_secret_invalid',
  actor: 'operator' as const,
  confidence: 'certain' as const,
  summary: 'HubSpot no longer accepts our own client secret.',
  facts: { error: 'BAD_CLIENT_SECRET', status: 400 },
};

export const eventDataExamples: EventData = {
  'agent.auth.connected': { ...account, state: 'active', missingScopes: ['crm.objects.deals.write'] },
  'agent.auth.reauth_required': {
    ...account,
    state: 'reauth_required',
    seq: 2,
    reason: diagnosis.cause,
    actor: diagnosis.actor,
    diagnosis,
    ...link,
    noticesStartAt: '2026-11-25T02:12:04.406Z',
    affectedRuns: [cast.run],
    runDeadlines: [
      {
        run: cast.run,
        name: 'Deal report',
        deadlineAt: '2026-11-25T06:30:00.000Z',
        onDeadline: 'deliver_with_gaps',
      },
    ],
  },
  'agent.auth.reauth_withdrawn': {
    ...account,
    state: 'held',
    seq: 3,
    reason: appDown.cause,
    diagnosis: appDown,
  },
  'agent.auth.reauth_declined': {
    ...account,
    state: 'reauth_required',
    seq: 2,
    reauthRequest: link.reauthRequest,
    reauthUrl: link.reauthUrl,
    affectedRuns: [cast.run],
  },
  'agent.auth.reauthorized': { ...account, state: 'active', seq: 3 },
  'agent.auth.expiring': {
    ...account,
    state: 'active',
    reason: 'grant_ends',
    actor: 'person',
    diagnosis: {
      cause: 'unknown',
      actor: 'person',
      confidence: 'certain',
      summary: 'The consent ends at three in the night, before the run has ended.',
      facts: {},
    },
    reasons: [
      {
        code: 'grant_ends',
        actor: 'person',
        actByAt: '2026-11-25T01:00:00.000Z',
        summary: 'The consent ends at three in the night, before the run has ended.',
      },
    ],
    ...link,
    expiresAt: activeAccount.expiresAt,
    noticesStartAt: '2026-11-24T16:00:02.826Z',
    affectedRuns: [],
    plannedRuns: [
      { name: 'Deal report', startsAt: '2026-11-25T01:00:00.000Z', deadlineAt: '2026-11-25T06:30:00.000Z' },
    ],
    neededByAt: '2026-11-25T01:00:00.000Z',
  },
  'agent.auth.identity_mismatch': { ...account, state: 'reauth_required', seq: 2 },
  'agent.auth.disconnected': {
    ...account,
    state: 'disconnected',
    seq: 4,
    revocation: { kind: 'revoked' },
  },
  'agent.provider.app_failing': {
    providerApp: 'hubspot',
    provider: 'HubSpot',
    reason: appDown.cause,
    actor: 'operator',
    diagnosis: appDown,
  },
  'agent.provider.app_recovered': { providerApp: 'hubspot', provider: 'HubSpot' },
  'agent.webhook.endpoint_disabled': {
    tenant: cast.tenant,
    endpoint: cast.endpoint,
    reason: `answered 410 Gone to ${cast.deadEvent}`,
  },
  'agent.run.started': { ...run, state: 'running', steps: 3 },
  'agent.run.skipped': {
    tenant: cast.tenant,
    schedule: cast.schedule,
    scheduledAt: '2026-11-25T01:00:00.000Z',
    reason: 'overlap',
    summary: 'the run of an earlier start had not ended',
  },
  'agent.run.paused': { ...run, state: 'paused', pausedOn: [cast.salesforceAccount] },
  'agent.run.resumed': { ...run, state: 'running', pausedOn: [] },
  'agent.run.overdue': {
    ...run,
    state: 'paused',
    pausedOn: [cast.salesforceAccount],
    deadlineAt: '2026-11-25T06:30:00.000Z',
  },
  'agent.run.delivered_with_gaps': {
    ...run,
    state: 'ended',
    gaps: [gap],
    waitsFor: [cast.salesforceAccount],
    lateFillUntilAt: '2026-12-02T06:30:00.000Z',
  },
  'agent.run.filled_late': {
    ...run,
    state: 'ended',
    verdict: 'complete_late',
    gaps: [],
    steps: ['accounts', 'sheet'],
  },
  'agent.run.not_filled': {
    ...run,
    state: 'ended',
    ...outcome,
    reason: 'nobody renewed the account in time',
  },
  'agent.run.completed': { ...run, state: 'ended', verdict: 'complete', gaps: [] },
  'agent.run.failed': {
    ...run,
    state: 'ended',
    verdict: 'failed',
    gaps: [gap],
    reason: 'the deadline came while it waited for accounts',
  },
};

/** By whom it is numbered, its id is derived from. */
const subjectOf = (type: EventType): string => {
  if (type.startsWith('agent.auth.')) return cast.hubspotAccount;
  if (type.startsWith('agent.provider.')) return 'app_hubspot';
  if (type === 'agent.webhook.endpoint_disabled') return cast.delivery;
  if (type === 'agent.run.skipped') return `${cast.tenant}:skip_${cast.schedule}:2026-11-25T01~00~00Z`;
  return `${cast.tenant}:${cast.run}`;
};

export const eventExample = (type: EventType): z.output<typeof eventSchema> => ({
  id: `evt_${subjectOf(type)}_7`,
  type,
  timestamp: '2026-11-25T02:10:04.512Z',
  sequence: 7,
  position: '1841',
  data: eventDataExamples[type],
});

export const deadAccountEvent = eventExample('agent.auth.reauth_required');
