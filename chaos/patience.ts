// The API is killed now and then: whoever asks it asks again. Only an API that is away is waited for; whatever it says
// itself counts.

/** Null while the API (or the database behind it) is away. */
export async function unlessAway<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (isAway(error)) return null;
    throw error;
  }
}

const isAway = (error: unknown): boolean =>
  error instanceof TypeError || (error instanceof Error && / answered 5\d\d/.test(error.message));
