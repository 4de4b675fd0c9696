// Where a person's browser may be sent afterwards: only to addresses the operator has listed (FIRSTLIGHT_RETURN_URLS), so
// that no link of ours leads people to a page somebody else chose. RFC 9700 section 4.11 (open redirectors).

/** An entry allows its own address and every one below its path. */
export function isAllowedReturn(allowed: readonly string[], returnUrl: string): boolean {
  if (findReturnMistake(returnUrl) !== null) return false;
  const url = new URL(returnUrl);
  return allowed.some((entry) => {
    const { origin, pathname } = new URL(entry);
    const folder = pathname.endsWith('/') ? pathname : `${pathname}/`;
    return url.origin === origin && (url.pathname === pathname || url.pathname.startsWith(folder));
  });
}

/** What is wrong with an address whoever listed it; null when nothing is. */
export function findReturnMistake(text: string): string | null {
  if (!URL.canParse(text)) return 'must be a whole URL, e.g. https://app.example.com/connected';
  const url = new URL(text);
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) {
    return 'must begin with https:// (http:// is for this machine only)';
  }
  if (url.username || url.password) return 'must not hold a user name or password';
  return url.hash ? 'must not have a part after #' : null;
}

export function returnTo(
  returnUrl: string,
  answer: { readonly account: string; readonly status: string },
): string {
  const url = new URL(returnUrl);
  url.searchParams.set('account', answer.account);
  url.searchParams.set('status', answer.status);
  return url.href;
}
