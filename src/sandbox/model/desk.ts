// The scripts that were set, what each turn has refused so far, and the books: every request as the model saw it.

import { makeModelKey } from '../oauth/token-text.ts';
import { type ModelScript, modelScriptSchema } from './script.ts';

export interface ModelRequest {
  readonly at: number;
  readonly script: string | null;
  /** How many turns the conversation had. */
  readonly turn: number;
  readonly status: number;
  readonly messages: readonly unknown[];
  readonly tools: readonly string[];
  readonly promptTokens: number;
  readonly completionTokens: number;
}

const mostRequests = 2_000;

export class ModelDesk {
  /** What a client has to bring; carries a marker, so that a search finds where it went. */
  apiKey = makeModelKey();
  readonly #firstKey = this.apiKey;
  readonly #scripts = new Map<string, ModelScript>();
  readonly #refusals = new Map<string, number>();
  readonly #requests: ModelRequest[] = [];

  setScript(name: string, script: ModelScript): void {
    this.#scripts.set(name, script);
    for (const key of this.#refusals.keys()) if (key.startsWith(`${name} `)) this.#refusals.delete(key);
  }

  get scriptNames(): string[] {
    return [...this.#scripts.keys()];
  }

  /** A name, or the script itself as JSON; null where it is neither. */
  find(line: string): ModelScript | null {
    const known = this.#scripts.get(line);
    if (known || !line.startsWith('{')) return known ?? null;
    try {
      return modelScriptSchema.safeParse(JSON.parse(line)).data ?? null;
    } catch {
      return null;
    }
  }

  /** Counts one refusal of this turn, up to `times`; false: it is answered now. */
  refuses(line: string, turn: number, times: number): boolean {
    const key = `${line} ${turn}`;
    const before = this.#refusals.get(key) ?? 0;
    if (before >= times) return false;
    this.#refusals.set(key, before + 1);
    return true;
  }

  note(request: ModelRequest): void {
    this.#requests.push(request);
    if (this.#requests.length > mostRequests) this.#requests.shift();
  }

  requests(filter: { readonly script?: string | undefined }): ModelRequest[] {
    return this.#requests.filter(({ script }) => filter.script === undefined || script === filter.script);
  }

  /** As an operator does who rotates it at the model's provider; the one given out at the start is refused. */
  rotateKey(): string {
    this.apiKey = makeModelKey();
    return this.apiKey;
  }

  restoreKey(): void {
    this.apiKey = this.#firstKey;
  }
}
