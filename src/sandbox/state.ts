// What all servers of one sandbox share. Providers get it whole; nothing else is global, so that several sandboxes run
// side by side in one process.

import { FaultBoard } from './faults.ts';
import { Holds } from './holds.ts';
import { KnobBoard } from './knobs.ts';
import { Ledger } from './ledger.ts';
import { ModelDesk } from './model/desk.ts';
import { ClientStore } from './oauth/clients.ts';
import { CodeStore } from './oauth/codes.ts';
import { GrantStore } from './oauth/grants.ts';
import { createPace, type Pace } from './pace.ts';
import { RateLimits } from './rate-limits.ts';
import { makeWorld, type World, type WorldOptions } from './world/world.ts';

export interface SandboxState {
  readonly pace: Pace;
  readonly world: World;
  readonly knobs: KnobBoard;
  readonly faults: FaultBoard;
  readonly holds: Holds;
  readonly ledger: Ledger;
  readonly clients: ClientStore;
  readonly grants: GrantStore;
  readonly codes: CodeStore;
  readonly rateLimits: RateLimits;
  readonly model: ModelDesk;
  /** `provider user` of those whose account at that provider was deactivated. */
  readonly deactivated: Set<string>;
  /** Origins of the listeners by name, complete before the first request is served. */
  readonly origins: Map<string, string>;
  readonly stopping: AbortSignal;
}

export function createState(options: {
  readonly speed: number;
  readonly world: WorldOptions;
  readonly logCapacity: number;
  readonly stopping: AbortSignal;
}): SandboxState {
  const ledger = new Ledger(options.logCapacity);
  return {
    pace: createPace(options.speed, options.stopping),
    world: makeWorld(options.world),
    knobs: new KnobBoard(),
    faults: new FaultBoard(),
    holds: new Holds(options.stopping),
    ledger,
    clients: new ClientStore(),
    grants: new GrantStore(ledger),
    codes: new CodeStore(),
    rateLimits: new RateLimits(),
    model: new ModelDesk(),
    deactivated: new Set(),
    origins: new Map(),
    stopping: options.stopping,
  };
}

export const isDeactivated = (state: SandboxState, provider: string, user: string): boolean =>
  state.deactivated.has(`${provider} ${user}`);

export function originOf(state: SandboxState, listener: string): string {
  const origin = state.origins.get(listener);
  if (!origin) throw new Error(`The sandbox has no listener named ${listener}.`);
  return origin;
}
