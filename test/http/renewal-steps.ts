// The steps of a renewal that several stories share, as a person's browser and a tenant's program take them.

import { expect } from 'vitest';
import { until } from '../support/until.ts';
import type { Answer, ApiWorld, Caller } from './api-world.ts';

export const heading = (html: string): string => /<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? 'no heading';

/** `scene` is asked at each step: the world stands only once the tests run. */
export function renewalSteps(scene: () => { readonly world: ApiWorld; readonly tenant: Caller }) {
  return {
    async account(id: string) {
      return (await scene().tenant.call('GET', `/v1/accounts/${id}`)).body;
    },

    async linkFor(id: string): Promise<string> {
      return (await scene().tenant.call('POST', `/v1/accounts/${id}/reauth-links`)).body.url;
    },

    /** Presses the button behind the link; the browser holds the cookie and stands before the provider's door. */
    async depart(url: string): Promise<{ readonly authorizeUrl: string; readonly cookie: string }> {
      const answer = await scene().world.as(null).call('POST', url);
      expect(answer.status).toBe(303);
      return {
        authorizeUrl: answer.headers.get('location')!,
        cookie: answer.headers.getSetCookie()[0]!.split(';')[0]!,
      };
    },

    /** Opens an address; where it sends the browser on to a page of ours, the page is what is answered. */
    async comeBack(url: string, cookie: string | null): Promise<Answer> {
      const browser = scene().world.as(null);
      const answer = await browser.call('GET', url, undefined, cookie === null ? {} : { cookie });
      const next = answer.headers.get('location');
      return next?.startsWith('/connect/') ? browser.call('GET', next) : answer;
    },

    /** A dead grant, noticed by a call that needed it. */
    async killGrant(id: string, grant: string, tool: string, input: unknown): Promise<void> {
      const { world, tenant } = scene();
      await world.sandbox.control.revoke({ grant });
      const answer = await tenant.call('POST', `/v1/accounts/${id}/tools/${tool}`, { input });
      expect(answer).toMatchObject({ status: 200, body: { status: 'blocked', state: 'reauth_required' } });
      // The caller is answered by the account's workflow, which saves what it decided in the same moment.
      await until('the account shows its link', async () => {
        const { body } = await tenant.call('GET', `/v1/accounts/${id}`);
        return body.reauthUrl !== undefined;
      });
    },
  };
}
