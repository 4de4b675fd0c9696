// The time-ordered log of what reached the sandbox. Bounded: the oldest entries go first. It holds paths without their
// query and never a token; paths are shared, since most calls ask for the same few.

export interface LoggedCall {
  /** When the request arrived. */
  readonly at: number;
  readonly kind: 'token' | 'data' | 'identity';
  readonly provider: string;
  readonly grant: string | null;
  readonly method: string;
  readonly path: string;
  /** 0 until answered, and for good when the connection was dropped. */
  status: number;
  readonly tokenVersion: number | null;
}

export interface CallFilter {
  /** Epoch milliseconds; entries from this instant on. */
  readonly since?: number;
  readonly kind?: LoggedCall['kind'];
  readonly provider?: string;
  readonly grant?: string;
  /** The newest so many of those that match. */
  readonly limit?: number;
}

const MAX_SHARED_PATHS = 5_000;

export class CallLog {
  readonly #capacity: number;
  readonly #ring: LoggedCall[] = [];
  readonly #paths = new Map<string, string>();
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(call: LoggedCall): LoggedCall {
    const entry = { ...call, path: this.#share(call.path) };
    this.#ring[this.#next] = entry;
    this.#next = (this.#next + 1) % this.#capacity;
    return entry;
  }

  read(filter: CallFilter): LoggedCall[] {
    const { since = 0, kind, provider, grant, limit = this.#capacity } = filter;
    const found: LoggedCall[] = [];
    for (let back = 1; back <= this.#ring.length && found.length < limit; back += 1) {
      const call = this.#ring[(this.#next - back + this.#ring.length) % this.#ring.length]!;
      if (call.at < since) break;
      if (kind !== undefined && call.kind !== kind) continue;
      if (provider !== undefined && call.provider !== provider) continue;
      if (grant !== undefined && call.grant !== grant) continue;
      found.push(call);
    }
    return found.reverse();
  }

  #share(path: string): string {
    const known = this.#paths.get(path);
    if (known !== undefined) return known;
    if (this.#paths.size < MAX_SHARED_PATHS) this.#paths.set(path, path);
    return path;
  }
}
