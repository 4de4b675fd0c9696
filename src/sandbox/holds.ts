// Requests that were accepted and wait to be released: a test kills a worker while its exchange is known to be at the
// provider, without sleeping for it.

import { setMaxListeners } from 'node:events';
import type { SandboxRequest } from './http/request.ts';

export interface HeldRequest {
  readonly on: 'token' | 'data';
  readonly provider: string;
  readonly grant: string | null;
  readonly heldAt: number;
}

export class Holds {
  readonly #stopping: AbortSignal;
  readonly #held = new Map<HeldRequest, () => void>();
  readonly #watchers = new Set<() => void>();

  constructor(stopping: AbortSignal) {
    setMaxListeners(0, stopping);
    this.#stopping = stopping;
  }

  list(): HeldRequest[] {
    return [...this.#held.keys()];
  }

  /** Resolves when released; rejects when the sandbox stops. */
  async hold(subject: Omit<HeldRequest, 'heldAt'>): Promise<void> {
    const held: HeldRequest = { ...subject, heldAt: Date.now() };
    try {
      await this.#unlessStopped((resolve) => {
        this.#held.set(held, resolve);
        for (const wake of [...this.#watchers]) wake();
        return () => {};
      });
    } finally {
      this.#held.delete(held);
    }
  }

  releaseAll(): number {
    const released = this.#held.size;
    for (const release of this.#held.values()) release();
    return released;
  }

  /** The held requests as soon as there are `count` of them; null if that does not happen in time. */
  async waitFor(count: number, timeoutMs: number): Promise<HeldRequest[] | null> {
    const deadlineAt = Date.now() + timeoutMs;
    while (this.#held.size < count) {
      const leftMs = deadlineAt - Date.now();
      if (leftMs <= 0) return null;
      await this.#unlessStopped((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#watchers.add(resolve);
        return () => {
          clearTimeout(timer);
          this.#watchers.delete(resolve);
        };
      });
    }
    return this.list();
  }

  /** Until the client closed its end of the connection. */
  async untilGone(request: SandboxRequest): Promise<void> {
    if (request.gone.aborted) return;
    await this.#unlessStopped((resolve) => {
      request.gone.addEventListener('abort', resolve, { once: true });
      return () => request.gone.removeEventListener('abort', resolve);
    });
  }

  async #unlessStopped(start: (resolve: () => void) => () => void): Promise<void> {
    this.#stopping.throwIfAborted();
    let cleanUp = (): void => {};
    const abort = new Promise<never>((_, reject) => {
      const stop = (): void => reject(this.#stopping.reason);
      this.#stopping.addEventListener('abort', stop, { once: true });
      cleanUp = () => this.#stopping.removeEventListener('abort', stop);
    });
    let undo = (): void => {};
    try {
      await Promise.race([abort, new Promise<void>((resolve) => (undo = start(resolve)))]);
    } finally {
      cleanUp();
      undo();
    }
  }
}
