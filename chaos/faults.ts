// Makes each planned fault happen at its time. What ends or restarts something of ours goes one after another, as on one
// machine it would; what providers and the network do goes beside it.

import type { ProviderId } from '../src/demo/cast.ts';
import type { NewFault } from '../src/sandbox/faults.ts';
import type { FaultKind, PlannedFault } from './plan.ts';
import type { ChaosStage } from './stage.ts';

export interface Revoked {
  readonly tenant: string;
  readonly account: string;
  readonly at: number;
}

type Habit = NewFault['habit'];

/** The habits of the sandbox a fault is made of; `lengthMs` is real time, as is everything the product sees. */
const habits: Partial<
  Record<FaultKind, (fault: PlannedFault, speed: number) => { readonly on: 'token' | 'data'; habit: Habit }>
> = {
  token_answer_dropped: () => ({ on: 'token', habit: { kind: 'drop_after_commit' } }),
  token_answer_late: ({ lengthMs }) => ({ on: 'token', habit: { kind: 'answer_late', lateMs: lengthMs } }),
  token_unavailable: () => ({ on: 'token', habit: { kind: 'unavailable' } }),
  data_answer_dropped: () => ({ on: 'data', habit: { kind: 'drop_after_commit' } }),
  data_unavailable: () => ({ on: 'data', habit: { kind: 'unavailable' } }),
  data_rate_limited: ({ lengthMs }, speed) => ({
    on: 'data',
    habit: { kind: 'rate_limited', retryAfterSeconds: (lengthMs * speed) / 1_000 },
  }),
};

/** Resolves when every fault has happened and what was taken down is up again. */
export async function makeFaults(
  stage: ChaosStage,
  plan: readonly PlannedFault[],
  options: {
    readonly startedAt: number;
    readonly speed: number;
    readonly happened: (fault: PlannedFault) => void;
    readonly revoked: (revoked: Revoked) => void;
  },
): Promise<void> {
  let turn: Promise<void> = Promise.resolve();
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    turn = turn.then(act);
    return turn;
  };
  const act = async (fault: PlannedFault): Promise<void> => {
    switch (fault.kind) {
      case 'worker_killed':
        return inTurn(stage.worker.kill);
      case 'api_killed':
        return inTurn(stage.api.kill);
      case 'postgres_restarted':
        return inTurn(stage.servers.restartPostgres);
      case 'temporal_restarted':
        return inTurn(stage.servers.restartTemporal);
      case 'connections_reset':
        return cutConnections(stage, fault.provider!, fault.lengthMs);
      case 'grant_revoked':
        return options.revoked(await revokeGrant(stage, fault));
      default: {
        const { on, habit } = habits[fault.kind]!(fault, options.speed);
        await stage.control.addFault({ provider: fault.provider!, on, habit, times: fault.times });
      }
    }
  };
  await Promise.all(
    plan.map(async (fault) => {
      await sleepUntil(options.startedAt + fault.atMs);
      await act(fault);
      options.happened(fault);
    }),
  );
}

async function cutConnections(
  { proxies }: ChaosStage,
  provider: ProviderId,
  lengthMs: number,
): Promise<void> {
  await proxies[provider].cut();
  await sleepUntil(Date.now() + lengthMs);
  await proxies[provider].mend();
}

/** The newest grant of that person that lives: the one the account stands on. */
async function revokeGrant({ control, cast }: ChaosStage, fault: PlannedFault): Promise<Revoked> {
  const tenant = cast[fault.tenant!]!;
  const { account, user, provider } = tenant.accounts[fault.provider!];
  const at = Date.now();
  await control.revoke({ provider, user });
  return { tenant: tenant.facts.id, account: account.id, at };
}

const sleepUntil = (instantAt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, instantAt - Date.now())));
