// Agents' runs on a stage: a script for the model, an order, what the model saw, what came of it.

import type { ApiRun } from '../../src/demo/api-client.ts';
import type { SandboxControl } from '../../src/sandbox/control-contract.ts';
import type { Stage, StageTenant } from './stage.ts';
import { until } from './until.ts';

type Script = Parameters<SandboxControl['setModelScript']>[0]['script'];

export interface AgentCall {
  readonly id: string;
  readonly tool: string;
  readonly account: string | null;
  readonly state: string;
  readonly receipt: {
    readonly rows: number;
    readonly announced: number | null;
    readonly tokenVersions: readonly [number, number] | null;
  } | null;
  readonly problem: { readonly code: string; readonly message: string } | null;
  readonly pauses: readonly { readonly pausedAt: string; readonly resumedAt: string | null }[];
}

export interface AgentStep {
  readonly id: string;
  readonly state: string;
  readonly problem: { readonly code: string } | null;
  readonly turn: {
    readonly usage: { readonly input: number; readonly output: number; readonly cost: number | null };
    readonly leftOut: number;
    readonly calls: readonly AgentCall[];
  };
}

export interface AgentTranscript {
  readonly answer: unknown;
  readonly items: readonly {
    readonly turn: number;
    readonly from: string;
    readonly text: string;
    readonly call: string | null;
    readonly status: string | null;
    readonly leftOut: readonly string[];
  }[];
}

export interface AgentWork {
  start(
    script: Script,
    input: Readonly<Record<string, unknown>>,
    order?: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly run: string; readonly script: string }>;
  ended(run: string, timeoutMs?: number): Promise<ApiRun>;
  steps(run: string): Promise<readonly AgentStep[]>;
  call(run: string, id: string): Promise<AgentCall>;
  transcript(run: string): Promise<AgentTranscript>;
  /** Everything the model was sent, as one text. */
  seen(script: string): Promise<string>;
  /** Times a turn of a script was answered. */
  answered(script: string, turn: number): Promise<number>;
}

let scripts = 0;

export function workAs(stage: Stage, tenant: StageTenant): AgentWork {
  const { api } = tenant;
  const requests = (script: string) => stage.control.modelRequests({ script });
  const work: AgentWork = {
    async start(script, input, order = {}) {
      scripts += 1;
      const name = `script-${scripts}`;
      await stage.control.setModelScript({ name, script });
      const { id } = await api.startRun({
        kind: 'agent',
        name,
        ...order,
        input: {
          model: 'scripted',
          instructions: `script: ${name}`,
          task: 'Do what has to be done.',
          ...input,
        },
      });
      return { run: id, script: name };
    },
    ended: (run, timeoutMs) =>
      until(
        'the run has ended',
        async () => {
          const found = await api.run(run);
          return found.state === 'ended' ? found : null;
        },
        timeoutMs,
      ),
    steps: async (run) => (await api.steps(run)) as unknown as readonly AgentStep[],
    async call(run, id) {
      const calls = (await work.steps(run)).flatMap(({ turn }) => turn.calls);
      const found = calls.find((call) => call.id === id);
      if (!found) throw new Error(`no call ${id} among ${calls.map((call) => call.id).join(', ')}`);
      return found;
    },
    transcript: (run) => api.transcript(run) as Promise<AgentTranscript>,
    seen: async (script) => JSON.stringify((await requests(script)).map(({ messages }) => messages)),
    answered: async (script, turn) =>
      (await requests(script)).filter((request) => request.status === 200 && request.turn === turn).length,
  };
  return work;
}
