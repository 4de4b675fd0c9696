// A webhook is what was signed, or it is refused. No server.
import { Webhook } from 'standardwebhooks';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { verifyWebhook, WebhookVerificationError } from '../../src/sdk/webhooks.ts';

const secretOf = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`;
const [current, previous, stranger] = [secretOf(1), secretOf(2), secretOf(3)] as const;

function delivery(secret: string, event: object, at = new Date()) {
  const body = JSON.stringify(event);
  const headers = {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('evt_1', at, body),
  };
  return { headers, body };
}

const event = {
  id: 'evt_1',
  type: 'agent.auth.reauth_required',
  timestamp: '2026-11-24T02:10:04.512Z',
  sequence: 7,
  position: '1841',
  data: { tenant: 'acme', account: 'acct_1', reauthUrl: 'https://example.com/connect/1' },
};

describe('a webhook', () => {
  it('is taken under any secret that is live, with headers of either kind', () => {
    for (const secret of [current, previous]) {
      const { headers, body } = delivery(secret, event);
      expect(verifyWebhook(headers, body, [current, previous])).toEqual(event);
      expect(verifyWebhook(new Headers(headers), Buffer.from(body), [current, previous])).toEqual(event);
    }
  });

  it('is refused when forged, altered, old, or without a signature', () => {
    const { headers, body } = delivery(current, event);
    const refused = [
      () => verifyWebhook(headers, body, stranger),
      () => verifyWebhook(headers, body.replace('acct_1', 'acct_2'), current),
      () => verifyWebhook({ ...headers, 'webhook-signature': '' }, body, current),
      () => verifyWebhook({}, body, current),
      () => {
        const late = delivery(current, event, new Date(Date.now() - 10 * 60_000));
        return verifyWebhook(late.headers, late.body, current);
      },
    ];
    for (const take of refused) expect(take).toThrow(WebhookVerificationError);
  });

  it('is never taken for want of a secret', () => {
    const { headers, body } = delivery(current, event);
    expect(() => verifyWebhook(headers, body, [])).toThrow('none was given');
  });

  it('of a later version is known as such', () => {
    const { headers, body } = delivery(current, { ...event, type: 'agent.run.paused_again' });
    expect(verifyWebhook(headers, body, current)).toMatchObject({
      type: 'unknown',
      sentType: 'agent.run.paused_again',
    });
  });

  it('has data by its type', () => {
    const { headers, body } = delivery(current, event);
    const taken = verifyWebhook(headers, body, current);
    if (taken.type !== 'agent.auth.reauth_required') throw new Error('another type');
    expectTypeOf(taken.data.reauthUrl).toEqualTypeOf<string>();
    expect(taken.data.reauthUrl).toBe('https://example.com/connect/1');
  });
});
