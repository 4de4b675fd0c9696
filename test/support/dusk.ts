// Dusk at one customer's: an installation with a mail server, people with addresses, and accounts that will not last the night
// for reasons of their own.

import { expect } from 'vitest';
import { HOUR } from '../../src/domain/time.ts';
import { type ApiWorld, type Caller, importFresh, startApiWorld } from '../http/api-world.ts';
import { type MailServer, startMailServer } from './mail-server.ts';

export const sheets = 'https://www.googleapis.com/auth/spreadsheets';
export const iso = (at: number): string => new Date(at).toISOString();
export const linkIn = (text: string): string => text.match(/https?:\/\/\S+\/connect\/\S+/)![0];

export interface DuskWorld extends ApiWorld {
  readonly mail: MailServer;
}

export async function startDuskWorld(): Promise<DuskWorld> {
  const mail = await startMailServer();
  const world = await startApiWorld(
    { world: { tenants: [{ id: 'acme', deals: 5, accounts: 5, unmatched: 0 }] } },
    {
      SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      SMTP_FROM: 'Firstlight <notices@firstlight.example>',
      FIRSTLIGHT_NOTICE_GATHER_SECONDS: '1',
      FIRSTLIGHT_NOTICE_BETWEEN_SECONDS: '2',
    },
  );
  return {
    ...world,
    mail,
    async stop() {
      await world.stop();
      await mail.stop();
    },
  };
}

export type Connected = { readonly id: string; readonly grant: string };

/** A tenant of its own, and what people do there. */
export async function startDusk(world: DuskWorld) {
  const tenant: Caller & { readonly id: string } = await world.newTenant();
  const person = (number: number): string => world.sandbox.tenants[0]!.users[number]!.user;
  const emailOf = (name: string): string => `${name}@${tenant.id}.example`;

  return {
    tenant,
    person,
    mailsTo: (name: string) => world.mail.to(emailOf(name)),

    async askAbout(account: string, name: string): Promise<void> {
      const contact = { name, email: emailOf(name), timeZone: 'Europe/Vienna' };
      await tenant.call('PUT', `/v1/contacts/${name}`, contact);
      const asked = await tenant.call('PUT', `/v1/accounts/${account}/contacts`, { person: name });
      expect(asked.status, asked.text).toBe(200);
    },

    /** Given for four hours, by the provider's own word. */
    async connectForFourHours(): Promise<Connected> {
      const scope = { provider: 'google', user: person(0) };
      const knobs = { refreshLifetimeSeconds: (4 * HOUR) / 1_000 };
      await world.sandbox.control.setKnobs({ scope, knobs });
      const connected = await importFresh(world, tenant, {
        ...scope,
        body: { label: 'Short sheet', grantEndsAt: iso(Date.now() + 4 * HOUR) },
      });
      await world.sandbox.control.clearKnobs({ scope });
      return connected;
    },

    /** By a person who left a box unticked. */
    async connectWithoutSheets(): Promise<Connected> {
      const scopes = ['openid', 'https://www.googleapis.com/auth/userinfo.email'];
      const minted = await world.sandbox.control.grant({ provider: 'google', user: person(1), scopes });
      const { body } = await tenant.call('POST', '/v1/accounts/import', {
        provider: 'google',
        accessToken: minted.tokens.access_token,
        refreshToken: minted.tokens.refresh_token,
        expiresAt: iso(Date.now() + HOUR),
        scopes,
        label: 'Unticked sheet',
      });
      return { id: body.id, grant: minted.grant };
    },

    /** Deals from HubSpot into a tab of its own by each of the Google accounts. */
    nightOf: (hubspot: string, sheetsOf: readonly string[]) => ({
      kind: 'steps',
      name: 'Nightly deal report',
      input: {
        steps: [
          { id: 'deals', account: hubspot, tool: 'hubspot.search_deals', input: {} },
          ...sheetsOf.map((account, index) => ({
            id: `sheet-${index}`,
            account,
            tool: 'google.write_sheet',
            input: {
              spreadsheetId: world.sandbox.tenants[0]!.spreadsheetId,
              tab: `Tonight ${index}`,
              columns: [{ header: 'Deal', field: 'id' }],
              rows: { rowsOf: 'deals' },
            },
          })),
        ],
      },
    }),
  };
}
