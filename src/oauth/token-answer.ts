// A token answer before it is held to RFC 6749 section 5.1. Behind it the old refresh token may be spent already, so what
// would throw away a grant for a flaw that does not matter is put right here: a field that is null, a lifetime that is none,
// scopes in a list, a token_type left out. Never invents a token.

/** Always JSON by then; the fields oauth4webapi goes on to check. */
export function tidyTokenAnswer(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  // An id_token is not used here (whom a grant belongs to is asked of the provider over TLS), so it is not judged either.
  const { id_token: _, expires_in, refresh_token, scope, token_type, ...rest } = body;
  return {
    ...rest,
    // Every token here is sent as a bearer's; a type that is named and is another is refused.
    token_type: token_type ?? 'bearer',
    ...(isLifetime(expires_in) && { expires_in: Number(expires_in) }),
    ...(typeof refresh_token === 'string' && refresh_token !== '' && { refresh_token }),
    ...(typeof scope === 'string' && { scope }),
    ...(isTexts(scope) && { scope: scope.join(' ') }),
  };
}

/** Nought and less say nothing: a token that has just been given is worth something. */
const isLifetime = (value: unknown): boolean =>
  (typeof value === 'number' || (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value))) &&
  Number.isFinite(Number(value)) &&
  Number(value) > 0;

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
