// Run kind `agent`: a model decides which tools are called, turn by turn; the ledger decides what the run is worth. A long run
// goes on in a history of its own after so many turns, with its watches, its ledger and whatever it was told.

import { CancellationScope, makeContinueAsNewFunc } from '@temporalio/workflow';
import type { Ledger } from '../src/domain/run.ts';
import { AgentEngine } from './agent-engine.ts';
import type { AgentInput } from './agent-input.ts';
import { handleRunMessages } from './run-handlers.ts';

export async function agent(input: AgentInput): Promise<Ledger> {
  const engine = new AgentEngine(input);
  handleRunMessages(engine);
  // A cancellation from Temporal UI means the same as the signal: the run ends in order, with its ledger saved.
  CancellationScope.current().cancelRequested.catch(() => engine.cancel());
  const end = await CancellationScope.nonCancellable(() => engine.run());
  if (end.kind === 'ended') return end.ledger;
  return makeContinueAsNewFunc<typeof agent>()({ ...input, checkpoint: end.checkpoint });
}
