// Histories that nobody reads who has not the key: what a night leaves in Temporal is sealed, failures included, and an operator
// who signed in has it opened at /codec, from Temporal UI's own pages and from no others.
import type { temporal as proto } from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectClient, type TemporalClient } from '../../src/temporal/connection.ts';
import { readable } from '../support/canary.ts';
import { reauthorize } from '../support/reauthorize.ts';
import { type Stage, type StageTenant, startStage } from '../support/stage.ts';
import { until } from '../support/until.ts';

type Payload = proto.api.common.v1.IPayload;

const uiOrigin = 'http://127.0.0.1:8233';
const runName = 'Deals of the Sunday fleet';
let stage: Stage;
let acme: StageTenant;
/** As somebody sees it who reached the server and has no key. */
let outsider: TemporalClient;

beforeAll(async () => {
  stage = await startStage({}, undefined, undefined, {
    FIRSTLIGHT_PAYLOADS: 'sealed_only',
    FIRSTLIGHT_TEMPORAL_UI_URLS: `${uiOrigin}/namespaces`,
  });
  acme = await stage.tenant('acme');
  outsider = await connectClient({ address: stage.temporalAddress, namespace: null }, null);
});
afterAll(async () => {
  await outsider?.close();
  await stage?.stop();
});

const historyOf = async (id: string) =>
  (await outsider.client.workflow.getHandle(id).fetchHistory()).events ?? [];

/** Every payload in a history event, wherever it stands, but those of search attributes. */
function payloadsIn(value: unknown): Payload[] {
  if (Array.isArray(value)) return value.flatMap(payloadsIn);
  if (value === null || typeof value !== 'object') return [];
  if ('metadata' in value && 'data' in value && (value as Payload).data instanceof Uint8Array) {
    return [value as Payload];
  }
  // The server searches by these, so it must be able to read them.
  const { indexedFields: _, ...sealed } = value as { indexedFields?: unknown };
  return Object.values(sealed).flatMap(payloadsIn);
}

const encodingOf = ({ metadata }: Payload): string => Buffer.from(metadata?.encoding ?? []).toString();

/** Its access is gone, its first read is refused for the moment; the person comes back, and it ends. */
async function playNight(): Promise<{ readonly run: string; readonly account: string }> {
  const { account, grant, user } = await acme.connect('hubspot');
  await stage.control.addFault({ provider: 'hubspot', on: 'data', habit: { kind: 'unavailable' }, times: 6 });
  const { id } = await acme.api.startRun({
    kind: 'steps',
    name: runName,
    input: {
      steps: [{ id: 'deals', account: account.id, tool: 'hubspot.search_deals', input: {} }],
    },
  });
  await until('the read was tried again', async () =>
    (await historyOf(`run:acme:${id}`).catch(() => [])).some(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'hubspot.search_deals',
    ),
  );
  await stage.control.revoke({ grant: grant.grant });
  await until('the run waits', async () => (await acme.api.run(id)).pausedOn.includes(account.id), 60_000);
  const { reauthUrl } = await acme.api.account(account.id);
  await reauthorize(reauthUrl!, { user });
  await until('the run is over', async () => (await acme.api.run(id)).state === 'ended', 60_000);
  return { run: `run:acme:${id}`, account: `account:acme:${account.id}` };
}

describe('a night of an installation that seals its payloads', () => {
  let night: Awaited<ReturnType<typeof playNight>>;
  beforeAll(async () => {
    night = await playNight();
  });

  it('leaves nothing readable in its histories but what the server needs', async () => {
    for (const id of [night.run, night.account]) {
      // A patch's marker names a branch of our code; the SDK writes it as it is.
      const events = (await historyOf(id)).filter(
        ({ markerRecordedEventAttributes: marker }) => marker?.markerName !== 'core_patch',
      );
      const payloads = payloadsIn(events);
      expect(payloads.length).toBeGreaterThan(10);
      const open = payloads.filter((payload) => encodingOf(payload) !== 'binary/encrypted');
      expect(open.map(({ data }) => Buffer.from(data ?? []).toString())).toEqual([]);
      const text = readable(events);
      for (const word of [runName, 'hubspot of the test', 'cannot be used', 'no answer', 'HubSpot']) {
        expect(text).not.toContain(word);
      }
    }
  });

  it('says nothing in its failures either', async () => {
    const failures = (await historyOf(night.run)).flatMap(
      (event) => event.activityTaskStartedEventAttributes?.lastFailure ?? [],
    );
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) {
      expect(failure.message).toBe('Encoded failure');
      expect(encodingOf(failure.encodedAttributes!)).toBe('binary/encrypted');
    }
  });

  it('is read by the installation itself', async () => {
    const status = await stage.temporal.workflow.getHandle(night.run).query<{ verdict: string }>('status');
    expect(status.verdict).toBe('complete');
  });
});

describe('the codec endpoint', () => {
  const call = (path: string, init: RequestInit = {}) =>
    fetch(new URL(path, stage.apiUrl), {
      method: 'POST',
      redirect: 'manual',
      ...init,
      headers: { origin: uiOrigin, 'content-type': 'application/json', ...(init.headers as object) },
    });
  const bodyOf = (payloads: readonly Payload[]): string =>
    JSON.stringify({
      payloads: payloads.map(({ metadata, data }) => ({
        metadata: Object.fromEntries(
          Object.entries(metadata ?? {}).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
        ),
        data: Buffer.from(data ?? []).toString('base64'),
      })),
    });
  const startOf = async (): Promise<Payload[]> => {
    const list = outsider.client.workflow.list({ query: 'WorkflowType = "steps"' });
    for await (const { workflowId } of list) return payloadsIn((await historyOf(workflowId))[0]).slice(0, 1);
    throw new Error('no run was found');
  };
  const signIn = async (key: string): Promise<Response> =>
    call('/codec/sign-in', {
      body: new URLSearchParams({ key }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  const decoded = async (answer: Response): Promise<string> => {
    const { payloads } = (await answer.json()) as { payloads: { data: string }[] };
    return payloads.map(({ data }) => Buffer.from(data, 'base64').toString()).join();
  };

  it('opens payloads for an operator who signed in in this browser, and closes again with the cookie’s end', async () => {
    const answer = await signIn(stage.operatorKey);
    expect(answer.status).toBe(200);
    const cookie = answer.headers.get('set-cookie')!;
    expect(cookie).toMatch(
      /^firstlight_operator=\d+\.[\w-]+; Max-Age=43200; Path=\/codec; HttpOnly; SameSite=Strict$/,
    );
    expect(cookie).not.toContain(stage.operatorKey);

    const body = bodyOf(await startOf());
    const opened = await call('/codec/decode?preserveStorageRefs=true', {
      body,
      headers: { cookie: cookie.split(';')[0]!, 'x-namespace': 'default' },
    });
    expect(opened.status).toBe(200);
    expect(opened.headers.get('access-control-allow-origin')).toBe(uiOrigin);
    expect(opened.headers.get('access-control-allow-credentials')).toBe('true');
    expect(await decoded(opened)).toContain(runName);

    const [, session] = /=(\d+\.[\w-]+)/.exec(cookie)!;
    const [, signature] = session!.split('.');
    const forged = `firstlight_operator=${Date.now() + 9e12}.${signature}`;
    expect((await call('/codec/decode', { body, headers: { cookie: forged } })).status).toBe(401);
  });

  it('takes the operator’s key itself, and seals what Temporal UI is to send', async () => {
    const headers = { authorization: `Bearer ${stage.operatorKey}` };
    const [payload] = await startOf();
    const opened = await call('/codec/decode', { body: bodyOf([payload!]), headers });
    expect(await decoded(opened.clone())).toContain(runName);
    const sealed = await call('/codec/encode', { body: await opened.text(), headers });
    const again = await call('/codec/decode', { body: await sealed.text(), headers });
    expect(await decoded(again)).toContain(runName);
  });

  it('opens nothing for anybody else, and says where to sign in', async () => {
    const body = bodyOf(await startOf());
    const refused = await call('/codec/decode', { body });
    expect(refused.status).toBe(401);
    expect(((await refused.json()) as { detail: string }).detail).toContain('/codec/sign-in');
    const tenant = { authorization: 'Bearer fl_not_the_operator' };
    expect((await call('/codec/decode', { body, headers: tenant })).status).toBe(401);
    const wrong = await signIn('not the operator’s key at all');
    expect(wrong.status).toBe(403);
    expect(wrong.headers.get('set-cookie')).toBeNull();
    expect(await wrong.text()).toContain('FIRSTLIGHT_OPERATOR_KEY');
  });

  it('answers pages of Temporal UI only', async () => {
    const preflight = (origin: string) =>
      call('/codec/decode', {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,x-namespace',
        },
      });
    const allowed = await preflight(uiOrigin);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(uiOrigin);
    expect(allowed.headers.get('access-control-allow-headers')).toContain('x-namespace');
    expect((await preflight('http://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('says what is wrong with a body, and with a payload that no key opens', async () => {
    const headers = { authorization: `Bearer ${stage.operatorKey}` };
    expect((await call('/codec/decode', { body: '{"payloads": [{"data": "%"}]}', headers })).status).toBe(
      400,
    );
    const [payload] = await startOf();
    const altered = Buffer.from(payload!.data!);
    altered[altered.length - 1]! ^= 1;
    const answer = await call('/codec/decode', { body: bodyOf([{ ...payload, data: altered }]), headers });
    expect(answer.status).toBe(500);
    expect(((await answer.json()) as { code: string }).code).toBe('vault.unreadable');
  });
});
