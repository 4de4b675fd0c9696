// Waiting for a condition, never for a time.

export async function until<T>(
  what: string,
  probe: () => Promise<T | null | undefined | false>,
  timeoutMs = 30_000,
): Promise<T> {
  const giveUpAt = Date.now() + timeoutMs;
  let last: unknown;
  while (Date.now() < giveUpAt) {
    const found = await probe();
    if (found) return found;
    last = found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited ${timeoutMs} ms in vain until ${what} (last seen: ${JSON.stringify(last)})`);
}
