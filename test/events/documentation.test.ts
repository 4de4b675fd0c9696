// docs/events.md keeps to what there is, and its receiver works as it stands. No server.
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { eventCatalogue, tenantEventTypes } from '../../src/domain/event-catalogue.ts';

const text = readFileSync(new URL('../../docs/events.md', import.meta.url), 'utf8');

describe('the reference of events', () => {
  it('has a row for every type there is, and for no other', () => {
    const documented = [...text.matchAll(/^\| `(agent\.[a-z_.]+)` \|/gm)].map((match) => match[1]);
    expect(documented.toSorted()).toEqual(Object.keys(eventCatalogue).toSorted());
  });

  it('sets those apart that are told to no tenant', () => {
    const [tenants, operators] = text.split("The operator's own");
    for (const type of tenantEventTypes) expect(tenants).toContain(`| \`${type}\` |`);
    expect(operators).toContain('| `agent.provider.app_failing` |');
    expect(tenantEventTypes).not.toContain('agent.provider.app_failing');
  });

  it('shows a receiver that verifies, refuses a forgery, and takes an event once', () => {
    const source = /```js\n(.*?)```/s.exec(text)![1]!;
    const body = source.replace(/^import .*$/m, '').replace('export function', 'return function');
    const receive = new Function('Webhook', body)(Webhook) as (...given: unknown[]) => unknown;
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const rawBody = JSON.stringify({ id: 'evt_1', type: 'agent.run.started' });
    const at = new Date();
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('evt_1', at, rawBody),
    };
    const seen = new Set();

    expect(() => receive(headers, rawBody.replace('started', 'failed'), secret, seen)).toThrow();
    expect(receive(headers, rawBody, secret, seen)).toMatchObject({ id: 'evt_1' });
    expect(receive(headers, rawBody, secret, seen)).toBeNull();
  });
});
