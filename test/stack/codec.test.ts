// The codec endpoint as Temporal UI and its command line use it: who may have opened what is sealed, from where, and what
// everybody else is told.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { createKeyRing, generateMasterKey } from '../../src/vault/key-ring.ts';
import { createOperatorSessions } from '../../src/vault/operator-sessions.ts';
import { type ApiWorld, operatorKey, startApiWorld } from '../http/api-world.ts';

const ui = 'https://temporal.example.com';
let world: ApiWorld;

beforeAll(async () => {
  world = await startApiWorld({}, {});
  // The stack sets the origins of its processes itself: another api is told of another UI.
});
afterAll(() => world?.stop());

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const plain = {
  metadata: { encoding: base64('json/plain') },
  data: base64('{"name":"Deals for the morning"}'),
};
const decode = '/codec/decode?preserveStorageRefs=true';
const asOperator = () => world.as(operatorKey);
const nobody = () => world.as(null);

async function seal() {
  const { status, body } = await asOperator().call('POST', '/codec/encode', { payloads: [plain] });
  expect(status).toBe(200);
  return body.payloads as (typeof plain)[];
}

/** As a browser posts the page's form. */
async function signIn(
  key: string,
): Promise<{ readonly status: number; readonly cookie: string | null; readonly text: string }> {
  const answer = await nobody().call('POST', '/codec', new URLSearchParams({ key }).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
  });
  return { status: answer.status, cookie: answer.headers.get('set-cookie'), text: answer.text };
}

describe('the codec endpoint', () => {
  it('seals and opens for the operator’s key', async () => {
    const payloads = await seal();
    expect(JSON.stringify(payloads)).not.toContain(plain.data);
    const opened = await asOperator().call('POST', decode, { payloads }, { 'x-namespace': world.namespace });
    expect(opened.body).toEqual({ payloads: [plain] });
    expect(opened.headers.get('cache-control')).toBe('no-store');
  });

  it('opens what the worker wrote, through the server', async () => {
    const tenant = await world.newTenant();
    const key = tenant.key;
    expect(key).not.toBe(operatorKey);
    const refused = await world.as(key).call('POST', decode, { payloads: await seal() });
    expect(refused.status).toBe(401);
  });

  it('tells everybody else where to sign in, and opens nothing', async () => {
    const payloads = await seal();
    for (const caller of [nobody(), world.as('flop_wrong-key-of-some-length')]) {
      for (const path of [decode, '/codec/encode']) {
        const { status, body } = await caller.call('POST', path, { payloads });
        expect(status).toBe(401);
        expect(body.detail).toContain(`Sign in as operator at ${new URL('/codec', world.stack.apiUrl).href}`);
      }
    }
  });

  it('opens for the cookie of who has signed in, until it was altered or has ended', async () => {
    const payloads = await seal();
    const { status, cookie } = await signIn(operatorKey);
    expect(status).toBe(303);
    expect(cookie).toMatch(/^firstlight_operator=[^;]+; .*HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).toMatch(/Path=\/codec/);
    expect(cookie).not.toContain(operatorKey);
    const [pair] = cookie!.split(';');
    const ask = (value: string) => nobody().call('POST', decode, { payloads }, { cookie: value });
    expect((await ask(pair!)).body).toEqual({ payloads: [plain] });

    const [, expiry, signature] = /=(\d+)\.(.*)/.exec(decodeURIComponent(pair!))!;
    expect((await ask(`firstlight_operator=${Number(expiry) + 1}.${signature}`)).status).toBe(401);
    expect((await ask(`firstlight_operator=${expiry}.${signature!.slice(1)}`)).status).toBe(401);
    expect((await ask('firstlight_operator=')).status).toBe(401);
  });

  it('takes no wrong key, and does not say it back', async () => {
    const wrong = await signIn('somebody-else-s-key-entirely');
    expect(wrong).toMatchObject({ status: 401, cookie: null });
    expect(wrong.text).toContain('That is not the operator’s key');
    expect(wrong.text).not.toContain('somebody-else');
  });

  it('answers scripts of a named origin only, with credentials', async () => {
    const payloads = await seal();
    const preflight = await nobody().call('OPTIONS', decode, undefined, {
      origin: ui,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-namespace,content-type',
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    const { cookie } = await signIn(operatorKey);
    const stranger = await nobody().call(
      'POST',
      decode,
      { payloads },
      { origin: ui, cookie: cookie!.split(';')[0]! },
    );
    expect(stranger.status).toBe(403);
    expect(stranger.body.detail).toContain('FIRSTLIGHT_TEMPORAL_UI_ORIGINS');

    const other = await world.stack.startApi({
      environment: { FIRSTLIGHT_TEMPORAL_UI_ORIGINS: ui, FIRSTLIGHT_PORT: '0' },
    });
    const { port } = JSON.parse(other.readyLine!) as { port: number };
    const at = `http://127.0.0.1:${port}`;
    const asked = await fetch(`${at}${decode}`, {
      method: 'OPTIONS',
      headers: {
        origin: ui,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-namespace,content-type,authorization',
      },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(ui);
    expect(asked.headers.get('access-control-allow-credentials')).toBe('true');
    expect(asked.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('x-namespace');

    // Who has not signed in reads in the UI where to.
    const hinted = await fetch(`${at}${decode}`, {
      method: 'POST',
      headers: { origin: ui, 'content-type': 'application/json' },
      body: JSON.stringify({ payloads }),
    });
    expect(hinted.headers.get('access-control-allow-origin')).toBe(ui);
    const [hint] = ((await hinted.json()) as { payloads: (typeof plain)[] }).payloads;
    expect(Buffer.from(hint!.data, 'base64').toString()).toBe(
      `"Sealed. To read it, sign in at ${at}/codec and do what it says there."`,
    );
  });

  it('says what it takes', async () => {
    for (const body of ['not json', '{"payloads": 7}', '{"payloads": [{"data": "§"}]}']) {
      const { status } = await asOperator().call('POST', decode, body, {
        'content-type': 'application/json',
      });
      expect(status).toBe(422);
    }
    const altered = (await seal()).map((one) => ({
      ...one,
      data: base64('nothing that was sealed here, and long enough to be'),
    }));
    expect((await asOperator().call('POST', decode, { payloads: altered })).status).toBeGreaterThanOrEqual(
      400,
    );
  });
});

describe('an operator’s session', () => {
  it('ends with its time, with the operator’s key, and never with another ring’s word', () => {
    const ring = createKeyRing(new Secret(generateMasterKey('k1')));
    const sessions = createOperatorSessions(ring, new Secret('the-operator-s-key-of-today'));
    const session = sessions.issue(2_000);
    expect(sessions.read(session, 1_999)).toBe(2_000);
    expect(sessions.read(session, 2_000)).toBeNull();
    expect(
      createOperatorSessions(ring, new Secret('the-operator-s-key-of-tomorrow')).read(session, 1),
    ).toBeNull();
    const other = createKeyRing(new Secret(generateMasterKey('k1')));
    expect(
      createOperatorSessions(other, new Secret('the-operator-s-key-of-today')).read(session, 1),
    ).toBeNull();
  });
});
