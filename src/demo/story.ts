// What happens to this night besides its work: a worker is killed, an access is taken away, a person gives it back.

import type { NodeProcess } from '../embedded/processes.ts';
import type { LocalStack } from '../local-stack.ts';
import type { SandboxControl } from '../sandbox/control-contract.ts';
import { openPool } from '../store/db.ts';
import type { CastTenant } from './cast.ts';
import { Person } from './person.ts';
import { waitUntil } from './wait.ts';

export interface Revocation {
  readonly account: string;
  readonly revokedAt: number;
  /** When the event that asks the person was written. */
  readonly noticedAt: number;
  readonly reason: string;
  readonly reauthUrl: string;
}

/**
 * Kills the worker during a page read, while no exchange is under way: stopped first, so that none can begin between the
 * look into the journal and the kill.
 */
export async function killWorkerDuringPage(local: LocalStack, control: SandboxControl): Promise<NodeProcess> {
  const pool = openPool(local.parts.databaseUrl, { size: 1, name: 'demo' });
  try {
    for (;;) {
      const worker = local.worker();
      worker.kill('SIGSTOP');
      const { rows } = await pool.query("select 1 from exchanges where status = 'started' limit 1");
      const isReading = (await control.providers()).some((books) => books.dataCallsInFlight > 0);
      if (rows.length === 0 && isReading) {
        worker.kill('SIGKILL');
        await worker.exited;
        return worker;
      }
      worker.kill('SIGCONT');
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
  } finally {
    await pool.end();
  }
}

/** An administrator takes the app's access away; answers when the product has asked a person. */
export async function revokeAccess(control: SandboxControl, tenant: CastTenant): Promise<Revocation> {
  const { account, user, provider } = tenant.accounts.salesforce;
  const revokedAt = Date.now();
  await control.revoke({ provider, user });
  const event = await waitUntil('the product asks a person', async () =>
    (await tenant.api.events()).find(
      (one) => one.type === 'agent.auth.reauth_required' && one.data.account === account.id,
    ),
  );
  return {
    account: account.id,
    revokedAt,
    noticedAt: Date.parse(event.timestamp),
    reason: String(event.data.reason),
    reauthUrl: String(event.data.reauthUrl),
  };
}

/** The person follows the link; answers when the browser was sent back to us, as epoch ms. */
export async function giveAccessBack(
  revocation: Pick<Revocation, 'reauthUrl'>,
  user: string,
): Promise<number> {
  const person = new Person();
  const asked = await person.open(revocation.reauthUrl);
  const consent = await person.submit(asked);
  const answer = await person.submit(consent, { user, decision: 'allow' });
  // 202: stored, and the account takes it up by itself in a moment.
  if (answer.status !== 200 && answer.status !== 202)
    throw new Error(`the callback page answered ${answer.status}`);
  const callback = person.visits.find((visit) => new URL(visit.url).pathname === '/oauth/callback');
  if (!callback) throw new Error('the provider did not send the person back to us');
  return callback.at;
}
