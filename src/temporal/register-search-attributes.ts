// Registers our search attributes where the server lets us, and says what to run by hand where it does not (Temporal Cloud
// and locked-down servers keep the operator service to themselves). Idempotent; changes nothing that is there.

import { isGrpcServiceError } from '@temporalio/client';
import { Failure } from '../domain/failures.ts';
import type { TemporalClient } from './connection.ts';
import { searchAttributes } from './search-attributes.ts';

export type Registration =
  | { readonly kind: 'registered'; readonly added: readonly string[] }
  | { readonly kind: 'by_hand'; readonly reason: string; readonly commands: readonly string[] };

/** IndexedValueType of temporal/api/enums/v1/common.proto. */
const kinds = { Keyword: 2, KeywordList: 7 } as const;

/** gRPC status codes: PERMISSION_DENIED, UNIMPLEMENTED, UNAUTHENTICATED. */
const notForUs: ReadonlySet<number> = new Set([7, 12, 16]);
const notFound = 5;

export type Lookup =
  | {
      readonly kind: 'seen';
      readonly missing: readonly string[];
      /** There, but of another type than ours. */
      readonly otherwise: readonly string[];
    }
  | { readonly kind: 'not_for_us'; readonly reason: string };

/** Looks and changes nothing. */
export async function findMissingSearchAttributes({
  connection,
  namespace,
}: TemporalClient): Promise<Lookup> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const names = Object.keys(searchAttributes) as (keyof typeof searchAttributes)[];
    const known = names.filter((name) => customAttributes?.[name] !== undefined);
    return {
      kind: 'seen',
      missing: names.filter((name) => !known.includes(name)),
      otherwise: known.filter((name) => customAttributes?.[name] !== kinds[searchAttributes[name]]),
    };
  } catch (error) {
    if (!isGrpcServiceError(error) || !notForUs.has(error.code)) throw error;
    return { kind: 'not_for_us', reason: error.details };
  }
}

export async function registerSearchAttributes({
  connection,
  namespace,
}: TemporalClient): Promise<Registration> {
  let missing = Object.keys(searchAttributes) as (keyof typeof searchAttributes)[];
  try {
    const known = await connection.operatorService.listSearchAttributes({ namespace });
    missing = missing.filter((name) => known.customAttributes?.[name] === undefined);
    if (missing.length > 0) {
      await connection.operatorService.addSearchAttributes({
        namespace,
        searchAttributes: Object.fromEntries(missing.map((name) => [name, kinds[searchAttributes[name]]])),
      });
    }
    return { kind: 'registered', added: missing };
  } catch (error) {
    if (!isGrpcServiceError(error)) throw error;
    if (error.code === notFound) {
      throw new Failure(
        'app.misconfigured',
        `The Temporal server has no namespace "${namespace}". Make it with \`temporal operator namespace create --namespace ${namespace} --retention 7d\`, or set TEMPORAL_NAMESPACE to the one that is there.`,
      );
    }
    if (!notForUs.has(error.code)) throw error;
    return {
      kind: 'by_hand',
      reason: `the server does not let this client register search attributes in namespace ${namespace} (${error.details})`,
      commands: missing.map(
        (name) =>
          `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${searchAttributes[name]}`,
      ),
    };
  }
}
