// What a provider allows: so many requests in so long, shared by whom, counted for which requests. And which of its limits one
// request falls under, as the book of permits (permit-book.ts) counts them.

export type LimitSharer = 'app' | 'organization' | 'tenant' | 'account';

export interface RequestLimit {
  /** Unique within the provider; stands in logs and in what a waiting call says. */
  readonly id: string;
  readonly requests: number;
  readonly perSeconds: number;
  /**
   * Who has one count between them: everybody who uses our registration there, a customer's organization (its portal or
   * workspace), a tenant, or one person's account.
   */
  readonly sharedBy: LimitSharer;
  /** Counted for these methods only; absent: for all. */
  readonly methods?: readonly string[];
  /** Counted for paths that begin so only; `*` stands for one or more characters other than a slash. */
  readonly paths?: readonly string[];
  /** So many may go out at once after a lull; the rest is spaced out. Default: a tenth. */
  readonly burst?: number;
}

/** Whose request it is, and what is asked. */
export interface LimitedRequest {
  readonly app: string;
  readonly tenant: string;
  readonly account: string;
  /** The person and the organization at the provider, where they are known. */
  readonly subject: string | null;
  readonly organization: string | null;
  readonly method: string;
  readonly path: string;
}

/** A limit as it is counted: one permit every `everyMs`, `burst` of them at once; one not used within `keepMs` is void. */
export interface PacedLimit {
  readonly key: string;
  readonly everyMs: number;
  readonly burst: number;
  readonly keepMs: number;
}

/** Widest first: tenants take turns at the first limit of a request. */
const width: Readonly<Record<LimitSharer, number>> = { app: 0, organization: 1, tenant: 2, account: 3 };

export function appliesTo(
  limit: Pick<RequestLimit, 'methods' | 'paths'>,
  { method, path }: Pick<LimitedRequest, 'method' | 'path'>,
): boolean {
  if (limit.methods && !limit.methods.includes(method.toUpperCase())) return false;
  return !limit.paths || limit.paths.some((pattern) => beginsWith(path, pattern));
}

function beginsWith(path: string, pattern: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${source.join('[^/]+')}`).test(path);
}

/** Where a provider did not say whose an account is, it is counted for itself. */
export function sharerOf(sharedBy: LimitSharer, request: LimitedRequest): string {
  switch (sharedBy) {
    case 'app':
      return '';
    case 'organization':
      return request.organization ?? `${request.tenant}/${request.account}`;
    case 'tenant':
      return request.tenant;
    case 'account':
      return request.subject ?? `${request.tenant}/${request.account}`;
  }
}

const nameOf = (id: string, sharedBy: LimitSharer, request: LimitedRequest): string =>
  sharedBy === 'app' ? id : `${id} ${sharedBy}:${sharerOf(sharedBy, request)}`;

/** Those the request falls under, widest first. */
export const limitsUnder = (
  limits: readonly RequestLimit[],
  request: Pick<LimitedRequest, 'method' | 'path'>,
): RequestLimit[] =>
  limits
    .filter((limit) => appliesTo(limit, request))
    .sort((one, other) => width[one.sharedBy] - width[other.sharedBy]);

export const pacedLimit = (limit: RequestLimit, request: LimitedRequest): PacedLimit => ({
  key: nameOf(limit.id, limit.sharedBy, request),
  ...pace(limit),
});

/**
 * In any stretch of the limit's time and `keepMs` beyond it, no more permits are given than it allows; so however late within
 * `keepMs` each is used, and however the provider counts (fixed windows, rolling ones, a bucket that refills), it is kept.
 */
export function pace({ requests, perSeconds, burst }: RequestLimit): Omit<PacedLimit, 'key'> {
  const windowMs = perSeconds * 1_000;
  const atOnce = Math.min(Math.max(1, Math.floor(burst ?? requests / 10)), requests);
  const keepMs = Math.min(Math.max(windowMs / 20, 250), 10_000);
  // A millisecond for what sums of fractions lose.
  return { everyMs: (windowMs + keepMs + 1) / (requests - atOnce + 1), burst: atOnce, keepMs };
}

/**
 * The book in which the request's permits stand. All limits that could meet in one request must stand in one book, so it is
 * that of the widest sharer of all the provider's limits, and the app's where two sharers are not one within the other.
 */
export function bookOf(limits: readonly RequestLimit[], request: LimitedRequest): string {
  const sharers = [...new Set(limits.map((limit) => limit.sharedBy))].sort((a, b) => width[a] - width[b]);
  const [widest = 'app', ...others] = sharers;
  // A person's account may be connected in two tenants, and a tenant's accounts be of two organizations.
  const isNested = widest === 'organization' ? !others.includes('tenant') : others.length === 0;
  const sharedBy = isNested ? widest : 'app';
  return sharedBy === 'app' ? request.app : `${request.app} ${sharedBy}:${sharerOf(sharedBy, request)}`;
}

const sharers: Readonly<Record<LimitSharer, string>> = {
  app: 'everybody here together',
  organization: 'one organization',
  tenant: 'one tenant',
  account: "one person's account",
};

/** `"reads" (300 requests in 60 s, of everybody here together)`: for people. */
export const describeLimit = ({ id, requests, perSeconds, sharedBy }: RequestLimit): string =>
  `"${id}" (${requests} requests in ${perSeconds} s, of ${sharers[sharedBy]})`;
