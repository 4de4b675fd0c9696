// A run of a kind that an extension brings: the code of its workflow decides its steps as it goes, so its order says
// beforehand which accounts it will use and with which tools. What it did not say, it may not use.

import type { AccountId } from './ids.ts';
import type { Json } from './tool.ts';

export interface RunUse {
  readonly account: AccountId;
  readonly tool: string;
}

/** As it is kept and recorded: worked out once, when the run or its schedule was ordered. */
export interface OwnRunOrder {
  readonly uses: readonly RunUse[];
  readonly input: Json;
}

export const builtInKinds: readonly string[] = ['agent', 'dealReport', 'steps'];

export const isOwnKind = (kind: string): boolean => !builtInKinds.includes(kind);

/** Of a run that is kept, what whoever ordered it gave. */
export const inputAsOrdered = ({ kind, input }: { readonly kind: string; readonly input: Json }): Json =>
  isOwnKind(kind) ? (input as unknown as OwnRunOrder).input : input;
