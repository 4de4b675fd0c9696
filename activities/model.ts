// A turn of a model, as an activity: tells it what its calls came to, asks it, writes down what it says, and answers the workflow
// with names and counts alone. Asked for again (a worker that died, a lost answer) it goes on where it stands: what is written
// down is neither told nor asked a second time. Only an answer that was lost on its way here is asked for twice; nothing had
// come of it.

import { Context } from '@temporalio/activity';
import type { AgentOrder } from '../src/domain/agent.ts';
import type { TokenUsage, TurnResult } from '../src/domain/agent-turn.ts';
import { Failure } from '../src/domain/failures.ts';
import type { Json } from '../src/domain/tool.ts';
import { askModel, type ModelAnswer, type ShownTool } from '../src/models/ask-model.ts';
import type { ConfiguredModel, Models } from '../src/models/registry.ts';
import type { Pool } from '../src/store/db.ts';
import { findRun } from '../src/store/runs.ts';
import type { ConversationEntry, Conversations } from '../src/vault/conversations.ts';
import type { ResultVault } from '../src/vault/result-vault.ts';
import { checkAnswer } from './agent/check-answer.ts';
import { type Composed, composeMessages, estimateTokens } from './agent/compose-messages.ts';
import { type AnswerContent, type AnswerFacts, answersOf, callsWithRows } from './agent/conversation.ts';
import { examineCalls } from './agent/examine-calls.ts';
import {
  finalAnswerName,
  findAgentAccounts,
  type OfferedTool,
  offerTools,
  showTools,
} from './agent/offered-tools.ts';
import { preamble } from './agent/preamble.ts';
import { tellTurn } from './agent/tell-turn.ts';
import type { ModelActivities, ModelTurn } from './contract.ts';
import { guard } from './failure-boundary.ts';
import type { ToolDefinition } from './tools/define-tool.ts';

export interface ModelDeps {
  readonly pool: Pool;
  readonly models: Models;
  readonly conversations: Conversations;
  readonly resultVault: ResultVault;
  readonly tools: readonly ToolDefinition[];
}

/** Well inside the heartbeat timeout of 5 s. */
const heartbeatEveryMs = 1_000;
/** Whoever runs the installation puts a model back that is gone. */
const notConfiguredAgainMs = 20_000;
/** Of what a model reads, all results of one turn together. */
const resultsShare = 0.25;
const mostResultChars = 32_000;
const charsPerToken = 3;
/** Room for what an estimate of tokens misses. */
const safeShare = 0.9;

export function createModelActivities(deps: ModelDeps): ModelActivities {
  return guard({
    async modelStep(turn: ModelTurn): Promise<TurnResult> {
      const context = Context.current();
      const timer = setInterval(() => context.heartbeat(), heartbeatEveryMs);
      try {
        return await takeTurn(deps, turn, context.cancellationSignal);
      } finally {
        clearInterval(timer);
      }
    },
  });
}

async function takeTurn(deps: ModelDeps, at: ModelTurn, signal: AbortSignal): Promise<TurnResult> {
  const { conversations, resultVault } = deps;
  const conversation = { tenant: at.tenant, run: at.run };
  const run = await findRun(deps.pool, at.tenant, at.run);
  if (!run) throw new Failure('run.cancelled', 'the run is not written down any more');
  const order = run.input as unknown as AgentOrder;
  const model = deps.models.find(order.model);
  if (!model) {
    const names = deps.models.names.join(', ') || 'none';
    throw new Failure(
      'model.not_configured',
      `there is no model "${order.model}" here; there are: ${names}`,
      {
        retryAfterMs: notConfiguredAgainMs,
      },
    );
  }

  const before = await conversations.read(conversation);
  const answered = answersOf(before).find(({ turn }) => turn === at.turn);
  if (answered) return answered.facts.result;
  const roomChars = Math.min(mostResultChars, model.contextTokens * charsPerToken * resultsShare);
  const told = await tellTurn(
    at.turn,
    before,
    at,
    (step, slice) => resultVault.readSlice({ ...conversation, step }, slice),
    roomChars,
  );
  await conversations.append(conversation, told);
  const entries = await conversations.read(conversation);

  const accounts = await findAgentAccounts(deps.pool, at.tenant, order.accounts);
  const offered = offerTools(deps.tools, accounts, order.tools);
  const question = compose(order, model, entries, at.turn, showTools(offered, order));
  const isOver = overBudget(question.tokens, model, at.left);
  if (isOver) return { kind: 'over_budget', limit: isOver };
  const answer = await askModel(model, {
    ...question,
    maxOutputTokens: Math.min(model.maxOutputTokens, Math.max(1, at.left.tokens - question.tokens)),
    signal,
  });

  await conversations.append(conversation, [
    answerEntry(at.turn, order, model, answer, question, { offered, entries }),
  ]);
  // Read back: an attempt that was given up for dead may have been first, and what stands there is what was said.
  const [said] = answersOf(await conversations.read(conversation, { from: at.turn, turns: 1 }));
  return said!.facts.result;
}

interface Question extends Composed {
  readonly system: string;
  readonly tools: readonly ShownTool[];
}

function compose(
  order: AgentOrder,
  model: ConfiguredModel,
  entries: readonly ConversationEntry[],
  turn: number,
  tools: readonly ShownTool[],
): Question {
  const system = `${preamble(order.answerSchema !== null)}\n\n${order.instructions}`;
  const fixed = estimateTokens(system) + estimateTokens(tools);
  const budget = (model.contextTokens - model.maxOutputTokens) * safeShare - fixed;
  const composed = composeMessages(order.task, entries, turn, budget);
  return { ...composed, tokens: composed.tokens + fixed, system, tools };
}

function overBudget(
  tokens: number,
  { prices }: ConfiguredModel,
  left: ModelTurn['left'],
): 'tokens' | 'money' | null {
  if (tokens >= left.tokens) return 'tokens';
  if (left.money !== null && prices && (tokens * prices.input) / 1_000_000 >= left.money) return 'money';
  return null;
}

function answerEntry(
  turn: number,
  order: AgentOrder,
  model: ConfiguredModel,
  answer: ModelAnswer,
  question: Question,
  known: { readonly offered: readonly OfferedTool[]; readonly entries: readonly ConversationEntry[] },
) {
  const usage = usageOf(answer, question, model);
  const leftOut = question.leftOut.length;
  const isFinal =
    answer.calls.length === 0 || (answer.calls.length === 1 && answer.calls[0]!.name === finalAnswerName);
  const checked = isFinal ? checkAnswer(answer, order.answerSchema) : null;
  const examined = examineCalls(answer.calls, known.offered, callsWithRows(known.entries));
  const result: TurnResult = checked
    ? { kind: 'finished', mistake: checked.kind === 'right' ? null : checked.mistake, usage, leftOut }
    : { kind: 'calls', calls: examined.map(({ asked }) => asked), usage, leftOut };
  const content: AnswerContent = {
    message: answer.message,
    text: answer.text,
    calls: examined.map(({ answered }) => answered),
    ...(checked?.kind === 'right' && { answer: checked.answer }),
  };
  const facts: AnswerFacts = {
    model: model.name,
    result,
    finish: answer.finish,
    leftOutThrough: question.leftOutThrough,
    leftOut: question.leftOut,
  };
  return {
    turn,
    part: 'answer' as const,
    number: 0,
    content: content as unknown as Json,
    facts: facts as unknown as Json,
  };
}

/** As the model's provider counts; estimated where it does not say. */
function usageOf(answer: ModelAnswer, { tokens }: Question, { prices }: ConfiguredModel): TokenUsage {
  const input = answer.inputTokens ?? tokens;
  const output = answer.outputTokens ?? estimateTokens(answer.message);
  return {
    input,
    output,
    cost: prices ? (input * prices.input + output * prices.output) / 1_000_000 : null,
  };
}
