// One signed request, against real HTTP servers on loopback. Name servers are stood in for by a function.
import { describe, expect, it } from 'vitest';
import { sendWebhook } from '../../src/events/send-webhook.ts';
import type { Lookup } from '../../src/events/webhook-url.ts';
import { serve } from '../support/http-server.ts';

interface Seen {
  readonly host: string | undefined;
  readonly body: string;
  readonly id: string | string[] | undefined;
}

async function receiver(
  answer: Parameters<typeof serve>[0] = (_request, response) => response.end(),
): Promise<{ readonly port: string; readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = await serve((request, response) => {
    seen.push({ host: request.headers.host, body: request.body, id: request.headers['webhook-id'] });
    answer(request, response);
  });
  return { port: new URL(server.url).port, url: server.url, seen };
}

const message = (url: string) => ({ url, headers: { 'webhook-id': 'evt_1' }, body: '{"id":"evt_1"}' });
const allow = { rules: { allowPrivate: true } };
const refuse = { rules: { allowPrivate: false } };
const leadsTo =
  (...addresses: string[]): Lookup =>
  async () =>
    addresses.map((address) => ({ address }));

describe('a webhook', () => {
  it('reaches the address that its name led to when it was judged, and asks no second time', async () => {
    const { port, seen } = await receiver();
    let asked = 0;
    const lookup: Lookup = async () => {
      asked++;
      return [{ address: asked === 1 ? '127.0.0.1' : '127.0.0.2' }];
    };

    const answer = await sendWebhook(message(`http://receiver.example:${port}/hook`), { ...allow, lookup });

    expect(answer).toMatchObject({ status: 200, trouble: null });
    expect(seen).toEqual([{ host: `receiver.example:${port}`, body: '{"id":"evt_1"}', id: 'evt_1' }]);
    expect(asked).toBe(1);
  });

  it('is not sent where a name leads to a private address by the time of the delivery', async () => {
    const { port, seen } = await receiver();
    const url = `https://receiver.example:${port}/`;

    for (const lookup of [
      leadsTo('127.0.0.1'),
      leadsTo('8.8.8.8', '127.0.0.1'),
      leadsTo('::ffff:127.0.0.1'),
    ]) {
      expect(await sendWebhook(message(url), { ...refuse, lookup })).toMatchObject({
        status: null,
        trouble: 'the address is not public; nothing was sent',
      });
    }
    expect(seen).toEqual([]);
  });

  it('is not sent to localhost as the system’s own name server knows it, nor to an address in the URL', async () => {
    const { port, seen } = await receiver();
    for (const host of ['localhost', '127.0.0.1', '[::1]', '[::ffff:7f00:1]', '2130706433']) {
      expect(await sendWebhook(message(`https://${host}:${port}/`), refuse), host).toMatchObject({
        trouble: 'the address is not public; nothing was sent',
      });
    }
    expect(seen).toEqual([]);
  });

  it('follows no redirect', async () => {
    const elsewhere = await receiver();
    const { url, seen } = await receiver((_request, response) => {
      response.writeHead(307, { location: elsewhere.url });
      response.end('over there');
    });

    expect(await sendWebhook(message(url), allow)).toEqual({
      status: 307,
      trouble: null,
      retryAfter: null,
      bodyStart: 'over there',
    });
    expect(seen).toHaveLength(1);
    expect(elsewhere.seen).toEqual([]);
  });

  it('reads no more of a refusal than its beginning, and of an acceptance nothing', async () => {
    const { url } = await receiver((_request, response) => {
      response.writeHead(503, { 'retry-after': '7' });
      response.end('x'.repeat(5_000_000));
    });
    const refused = await sendWebhook(message(url), allow);
    expect(refused).toMatchObject({ status: 503, retryAfter: '7' });
    expect(refused.bodyStart).toBe('x'.repeat(500));

    const endless = await receiver((_request, response) => {
      response.writeHead(200);
      response.write('thank you');
    });
    expect(await sendWebhook(message(endless.url), allow)).toMatchObject({ status: 200, bodyStart: '' });
  });

  it('gives up on a receiver that does not answer in time, or not at all, and quotes nothing', async () => {
    const { url } = await receiver(() => {});
    expect(await sendWebhook(message(url), { ...allow, timeoutMs: 300 })).toMatchObject({
      status: null,
      trouble: 'no answer within 300 ms',
    });
    expect(await sendWebhook(message('http://127.0.0.1:1/secret-path'), allow)).toMatchObject({
      trouble: 'no answer (ECONNREFUSED)',
    });
    const cut = await receiver((request) => void request.socket.destroy());
    expect((await sendWebhook(message(cut.url), allow)).trouble).toMatch(/^no answer \(\w+\)$/);
    const nowhere: Lookup = async () => {
      throw Object.assign(new Error('x'), { code: 'ENOTFOUND' });
    };
    expect(
      await sendWebhook(message('https://receiver.example/'), { ...refuse, lookup: nowhere }),
    ).toMatchObject({ trouble: 'no answer (ENOTFOUND)' });
    const slowNames: Lookup = () => new Promise(() => {});
    expect(
      await sendWebhook(message('https://receiver.example/'), {
        ...refuse,
        lookup: slowNames,
        timeoutMs: 200,
      }),
    ).toMatchObject({ status: null });
  });
});
