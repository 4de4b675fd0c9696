// Every event type there is, with the sentence that the API's documentation says about it. What an endpoint may ask for is what
// stands here: a misspelled type is refused instead of never matching.

import type { EventType } from './events.ts';

export const eventCatalogue = {
  'agent.auth.connected': 'An account was connected.',
  'agent.auth.reauth_required': 'An account is dead; somebody must act, and the event says who and why.',
  'agent.auth.reauth_withdrawn': 'Nobody needs to act any more; the event says why.',
  'agent.auth.reauth_declined':
    'The person asked to reauthorize said no; runs no longer wait for the account.',
  'agent.auth.reauthorized': 'An account is back: a new grant was adopted.',
  'agent.auth.expiring':
    'An account works and will not last: somebody must act, and the event says who, why, and by when.',
  'agent.auth.identity_mismatch': 'Somebody tried to renew an account as another person or organization.',
  'agent.auth.disconnected': 'An account was disconnected and erased.',
  'agent.provider.app_failing': 'The operator must act: a provider refuses the whole client registration.',
  'agent.provider.app_recovered': 'A provider takes the client registration again.',
  'agent.webhook.endpoint_disabled': 'A webhook endpoint answered 410 Gone and is sent nothing more.',
  'agent.run.started': 'A run has begun.',
  'agent.run.skipped': 'A start of a schedule came to nothing; the event says why.',
  'agent.run.paused': 'A run waits for an account.',
  'agent.run.resumed': 'A run goes on.',
  'agent.run.overdue': 'The deadline of a run has come, and it goes on waiting, as it was told to.',
  'agent.run.delivered_with_gaps': 'A run has delivered what there is; what is missing is marked in it.',
  'agent.run.filled_late': 'What a run had delivered with gaps is complete now.',
  'agent.run.not_filled':
    'What was missing did not come; the run stays incomplete, and nobody waits any more.',
  'agent.run.completed': 'A run has ended, complete or with gaps; the verdict says which.',
  'agent.run.failed': 'A run has ended without what it was for.',
} as const satisfies Record<EventType, string>;

/** Told to no tenant. */
const operatorsOwn: readonly string[] = ['agent.provider.app_failing', 'agent.provider.app_recovered'];

/** What an endpoint of a tenant may ask for. */
export const tenantEventTypes = Object.keys(eventCatalogue).filter(
  (type) => !operatorsOwn.includes(type),
) as [EventType, ...EventType[]];
