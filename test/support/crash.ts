// Makes an account exchange on a worker that dies at a named point, and puts an ordinary worker in its place.

import { fileURLToPath } from 'node:url';
import type { ApiToolAnswer } from '../../src/demo/api-client.ts';
import type { ConnectedAccount, Stage, StageTenant } from './stage.ts';

export const crashScript = fileURLToPath(new URL('./worker-with-crash-points.mjs', import.meta.url));

export const cheapPath: Readonly<Record<string, string>> = {
  google: '/v4/spreadsheets/nowhere',
  salesforce: '/services/data/v62.0/limits',
  hubspot: '/account-info/v3/details',
  slack: '/api/auth.test',
};

/** A caller that finds its token refused; the answer it gets in the end. */
export async function callWithRefusedToken(
  stage: Stage,
  tenant: StageTenant,
  { account, grant }: ConnectedAccount,
): Promise<ApiToolAnswer> {
  await stage.control.expireAccessTokens({ grant: grant.grant });
  return tenant.api.callTool(account.id, 'http.request', {
    method: 'GET',
    path: cheapPath[account.provider],
  });
}

/** Dies at the point during the caller's exchange; the caller waits through it. */
export async function dieAt(
  point: 'journaled' | 'answered' | 'committed',
  stage: Stage,
  tenant: StageTenant,
  connected: ConnectedAccount,
): Promise<ApiToolAnswer> {
  await stage.worker().stop();
  const doomed = await stage.startWorker({
    script: crashScript,
    environment: { TEST_POINT: point, TEST_ACT: 'die' },
  });
  const call = callWithRefusedToken(stage, tenant, connected);
  await doomed.exited;
  await stage.startWorker();
  return call;
}

export async function readJournal(
  stage: Stage,
  account: string,
): Promise<{ kind: string; status: string }[]> {
  const { rows } = await stage.pool.query<{ kind: string; status: string }>(
    'select kind, status from exchanges where account = $1 order by started_at',
    [account],
  );
  return rows;
}

/** What a call of a cheap path came to; `not_yet` for a caller whose patience ended before anything was known. */
export async function tryCall(
  tenant: StageTenant,
  { account }: ConnectedAccount,
): Promise<ApiToolAnswer['status'] | 'not_yet'> {
  const path = cheapPath[account.provider];
  try {
    return (await tenant.api.callTool(account.id, 'http.request', { method: 'GET', path })).status;
  } catch (error) {
    if (!(error as Error).message.includes('grant.not_fresh_yet')) throw error;
    return 'not_yet';
  }
}
