// What goes wrong in one night, and when: a pure function of seed and night, so that a night that broke a promise can be
// had again. Times count from the start of the night's runs; who is hit is named by place, not by id.

import { type ProviderId, providers } from '../src/demo/cast.ts';
import { createRandom, pick, type Random } from '../src/sandbox/world/random.ts';

export const faultKinds = [
  'worker_killed',
  'api_killed',
  'postgres_restarted',
  'temporal_restarted',
  'connections_reset',
  'token_answer_dropped',
  'token_answer_late',
  'token_unavailable',
  'data_answer_dropped',
  'data_unavailable',
  'data_rate_limited',
  'grant_revoked',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface PlannedFault {
  readonly atMs: number;
  readonly kind: FaultKind;
  /** Whose provider misbehaves; null for faults of our own processes and servers. */
  readonly provider: ProviderId | null;
  /** Place among the night's customers; null where all of a provider's are hit. */
  readonly tenant: number | null;
  readonly times: number;
  /** How long connections stay cut, an answer is late, or the provider asks for patience. */
  readonly lengthMs: number;
}

/** Reports take some twenty seconds undisturbed; what comes later than this finds little left to disturb. */
const firstAtMs = 800;
const lastAtMs = 15_000;

export function planNight(seed: string, night: number, tenants: number): PlannedFault[] {
  const random = createRandom(`${seed}/${night}`);
  // Each night has every kind that leaves the servers up, and one of the two servers goes down in turn.
  const servers: FaultKind[] = night % 2 === 1 ? ['postgres_restarted'] : ['temporal_restarted'];
  const doubled: FaultKind[] = ['connections_reset', 'token_answer_dropped', 'data_answer_dropped'];
  const kinds = [...faultKinds.filter((kind) => !isServer(kind)), ...servers, ...doubled];
  return kinds
    .map((kind) => planFault(kind, random, tenants))
    .sort((one, other) => one.atMs - other.atMs || one.kind.localeCompare(other.kind));
}

export const describeFault = ({ atMs, kind, provider, tenant, times, lengthMs }: PlannedFault): string =>
  [
    `${(atMs / 1_000).toFixed(2)} s`,
    kind,
    provider ?? '',
    tenant === null ? '' : `customer ${tenant + 1}`,
    times > 1 ? `${times} times` : '',
    lengthMs > 0 ? `${lengthMs} ms` : '',
  ]
    .filter(Boolean)
    .join(' ');

const isServer = (kind: FaultKind): boolean => kind === 'postgres_restarted' || kind === 'temporal_restarted';
const isOurs = (kind: FaultKind): boolean =>
  isServer(kind) || kind === 'worker_killed' || kind === 'api_killed';
const isBurst = (kind: FaultKind): boolean => kind === 'token_unavailable' || kind === 'data_unavailable';

const lengths: Partial<Record<FaultKind, readonly [number, number]>> = {
  connections_reset: [50, 700],
  token_answer_late: [300, 3_000],
  data_rate_limited: [1_000, 2_000],
};

/** Every number is drawn for every kind, so that a change to one kind leaves the others' nights as they were. */
function planFault(kind: FaultKind, random: Random, tenants: number): PlannedFault {
  const atMs = Math.round(firstAtMs + random() * (lastAtMs - firstAtMs));
  const provider = pick(random, providers);
  const tenant = Math.floor(random() * tenants);
  const burst = 2 + Math.floor(random() * 3);
  const part = random();
  const [shortest, longest] = lengths[kind] ?? [0, 0];
  return {
    atMs,
    kind,
    provider: isOurs(kind) ? null : provider,
    tenant: kind === 'grant_revoked' ? tenant : null,
    times: isBurst(kind) ? burst : 1,
    lengthMs: Math.round(shortest + part * (longest - shortest)),
  };
}
