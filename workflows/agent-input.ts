// What a run whose model decides is started with.

import type { AgentCheckpoint, AgentPlan } from '../src/domain/agent.ts';
import type { RunInput } from './run-input.ts';

export interface AgentInput extends RunInput, AgentPlan {
  /** Absent at the first start. */
  readonly checkpoint?: AgentCheckpoint;
}
