// Registers our search attributes where the server lets us, and says what to run by hand where it does not (Temporal Cloud
// and locked-down servers keep the operator service to themselves). Idempotent, also from several processes at once; changes
// nothing that is there.

import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import type { TemporalClient } from './connection.ts';
import { hasStatus, isNotForUs } from './grpc-status.ts';
import { missingNamespace } from './prepare-namespace.ts';
import { searchAttributes } from './search-attributes.ts';

export type Registration =
  | { readonly kind: 'registered'; readonly added: readonly string[] }
  | { readonly kind: 'by_hand'; readonly reason: string; readonly commands: readonly string[] };

type Name = keyof typeof searchAttributes;

/** IndexedValueType of temporal/api/enums/v1/common.proto. */
const kinds = { Keyword: 2, KeywordList: 7 } as const;

/** Another process registers at the same moment: both write the namespace, and one of them is told to look again. */
const attempts = 10;
/** A server's caches learn of a new search attribute within a minute. */
const knownWithinMs = 90_000;

export async function registerSearchAttributes(temporal: TemporalClient): Promise<Registration> {
  const { connection, namespace } = temporal;
  const added = new Set<Name>();
  for (let attempt = 1; ; attempt += 1) {
    const { missing } = await examineSearchAttributes(temporal);
    if (missing.length === 0) break;
    try {
      await connection.operatorService.addSearchAttributes({
        namespace,
        searchAttributes: Object.fromEntries(missing.map((name) => [name, kinds[searchAttributes[name]]])),
      });
      for (const name of missing) added.add(name);
      break;
    } catch (error) {
      if (isNotForUs(error)) return byHand(temporal, missing, error);
      const isAtWork = hasStatus(error, 'alreadyExists', 'aborted', 'failedPrecondition', 'unavailable');
      if (!isAtWork || attempt === attempts) throw error;
      await sleep(100 * attempt);
    }
  }
  if (added.size > 0) await waitUntilKnown(temporal, [...added]);
  return { kind: 'registered', added: [...added] };
}

export interface Examined {
  readonly missing: readonly Name[];
  /** There, but of another type than ours; not seen where the server does not list them to us. */
  readonly otherwise: readonly Name[];
}

/** Looks, and changes nothing. */
export async function examineSearchAttributes(temporal: TemporalClient): Promise<Examined> {
  const names = Object.keys(searchAttributes) as Name[];
  const { connection, namespace } = temporal;
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const known = names.filter((name) => customAttributes?.[name] !== undefined);
    return {
      missing: names.filter((name) => !known.includes(name)),
      otherwise: known.filter((name) => customAttributes?.[name] !== kinds[searchAttributes[name]]),
    };
  } catch (error) {
    if (hasStatus(error, 'notFound')) throw missingNamespace(namespace);
    if (!isNotForUs(error)) throw error;
    // It will not list them to us. Whoever may search can find out.
    const known = await Promise.all(names.map((name) => isKnown(temporal, name)));
    return { missing: names.filter((_, index) => !known[index]), otherwise: [] };
  }
}

/** A query that names an attribute which is not registered is refused. */
async function isKnown({ client, namespace }: TemporalClient, name: Name): Promise<boolean> {
  try {
    await client.workflowService.countWorkflowExecutions({ namespace, query: `${name} = 'nobody'` });
    return true;
  } catch (error) {
    if (hasStatus(error, 'invalidArgument') || isNotForUs(error)) return false;
    throw error;
  }
}

/** Until then a run that carries them could not be started. */
async function waitUntilKnown(temporal: TemporalClient, names: readonly Name[]): Promise<void> {
  const giveUpAt = Date.now() + knownWithinMs;
  for (const name of names) {
    while (!(await isKnown(temporal, name)) && Date.now() < giveUpAt) await sleep(500);
  }
}

export const commandsFor = (namespace: string, names: readonly Name[]): readonly string[] =>
  names.map(
    (name) =>
      `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${searchAttributes[name]}`,
  );

function byHand({ namespace }: TemporalClient, missing: readonly Name[], error: unknown): Registration {
  const details = isGrpcServiceError(error) ? error.details : 'refused';
  return {
    kind: 'by_hand',
    reason: `the server does not let this client register search attributes in namespace ${namespace} (${details})`,
    commands: commandsFor(namespace, missing),
  };
}
