// Token buckets, one a key: full at first, refilled evenly over the window. The providers' real limits are of this kind
// or close to it (Google: "refill per minute"; HubSpot: rolling ten seconds).

export class RateLimits {
  readonly #buckets = new Map<string, { level: number; filledAt: number }>();

  /** Takes one from the bucket, or says that it is empty. `limit` per `windowMs` of real time. */
  take(key: string, limit: number, windowMs: number): boolean {
    const now = performance.now();
    const bucket = this.#buckets.get(key) ?? { level: limit, filledAt: now };
    const level = Math.min(limit, bucket.level + ((now - bucket.filledAt) * limit) / windowMs);
    const granted = level >= 1;
    this.#buckets.set(key, { level: granted ? level - 1 : level, filledAt: now });
    return granted;
  }
}
