// One request to a model. Says what came back, or throws a Failure in words of our own: a provider's error object holds the
// request, the request holds the key and the conversation, and some providers quote the key in their message.

import { APICallError, generateText, jsonSchema, type ModelMessage, tool } from 'ai';
import { Failure } from '../domain/failures.ts';
import type { ConfiguredModel } from './registry.ts';

export interface ShownTool {
  /** As the model calls it. */
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Record<string, unknown>;
}

export interface ModelQuestion {
  readonly system: string;
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly ShownTool[];
  readonly maxOutputTokens: number;
  readonly signal: AbortSignal;
}

export interface WrittenCall {
  readonly id: string;
  readonly name: string;
  /** Null: what it wrote is no JSON object. */
  readonly input: Readonly<Record<string, unknown>> | null;
}

export interface ModelAnswer {
  readonly text: string;
  readonly calls: readonly WrittenCall[];
  /** As the conversation goes on with it: the SDK's own message, with what the provider wants back. */
  readonly message: ModelMessage;
  readonly finish: string;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

// The library prints its warnings to the console, where nothing of a conversation belongs.
(globalThis as { AI_SDK_LOG_WARNINGS?: boolean }).AI_SDK_LOG_WARNINGS = false;

const longestRetryAfterMs = 10 * 60_000;
const keyRefusedAgainMs = 20_000;

export async function askModel(model: ConfiguredModel, question: ModelQuestion): Promise<ModelAnswer> {
  const { system, messages, tools, maxOutputTokens, signal } = question;
  const timeout = AbortSignal.timeout(model.requestSeconds * 1_000);
  try {
    const result = await generateText({
      model: model.open(),
      system,
      messages: [...messages],
      // Schemas alone: a tool that cannot be executed here is called by the run, as an activity of its own.
      tools: Object.fromEntries(
        tools.map(({ name, description, inputSchema }) => [
          name,
          tool({ description, inputSchema: jsonSchema(inputSchema) }),
        ]),
      ),
      maxOutputTokens,
      ...(model.temperature !== undefined && { temperature: model.temperature }),
      // Temporal repeats what may be repeated.
      maxRetries: 0,
      abortSignal: AbortSignal.any([signal, timeout]),
      experimental_telemetry: { isEnabled: false },
    });
    const calls = result.toolCalls.map(({ toolCallId, toolName, input }) => ({
      id: toolCallId,
      name: toolName,
      input: isObject(input) ? input : null,
    }));
    return {
      text: result.text,
      calls,
      message: sound(
        result.response.messages.find(({ role }) => role === 'assistant'),
        result.text,
      ),
      finish: result.finishReason,
      inputTokens: result.usage.inputTokens ?? null,
      outputTokens: result.usage.outputTokens ?? null,
    };
  } catch (error) {
    signal.throwIfAborted();
    throw toFailure(error, model.name, timeout.aborted);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A model that said nothing at all still took its turn; what it wrote as a call's input and is none is kept as text. */
function sound(message: ModelMessage | undefined, text: string): ModelMessage {
  if (!message || message.content.length === 0) return { role: 'assistant', content: text || '(nothing)' };
  if (message.role !== 'assistant' || typeof message.content === 'string') return message;
  return {
    ...message,
    content: message.content.map((part) =>
      part.type === 'tool-call' && !isObject(part.input)
        ? { ...part, input: { malformed: String(part.input).slice(0, 2_000) } }
        : part,
    ),
  };
}

function toFailure(error: unknown, name: string, isTimeout: boolean): Failure {
  if (isTimeout) return new Failure('model.unavailable', `the model "${name}" did not answer in time`);
  if (!APICallError.isInstance(error)) {
    // An answer that cannot be read, or no answer: which class it is says enough, its message may quote.
    const what = error instanceof Error ? error.name : 'something';
    return new Failure('model.unavailable', `the model "${name}" gave no answer that can be read (${what})`);
  }
  const { statusCode: status } = error;
  const facts = { status: status ?? null };
  if (status === undefined) return new Failure('model.unavailable', `the model "${name}" cannot be reached`);
  if (status === 401 || status === 403) {
    return new Failure('model.key_refused', `the model "${name}" refuses its key (${status})`, {
      facts,
      retryAfterMs: keyRefusedAgainMs,
    });
  }
  if (status === 429) {
    return new Failure('model.rate_limited', `the model "${name}" wants to be asked more slowly`, {
      facts,
      retryAfterMs: retryAfterOf(error.responseHeaders),
    });
  }
  if (status === 408 || status === 409 || status >= 500)
    return new Failure('model.unavailable', `the model "${name}" answered ${status}`, {
      facts,
      retryAfterMs: retryAfterOf(error.responseHeaders),
    });
  return new Failure('model.refused', `the model "${name}" refused the request (${status})`, { facts });
}

/** Seconds or an HTTP date (RFC 9110 section 10.2.3); null where it is neither. */
function retryAfterOf(headers: Record<string, string> | undefined): number | null {
  const text = headers?.['retry-after'];
  if (!text) return null;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), longestRetryAfterMs) : null;
}
