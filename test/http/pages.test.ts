// The pages a person sees. No server.
import { describe, expect, it } from 'vitest';
import type { AnsweredOutcome, Outcome } from '../../src/connect/outcome.ts';
import type { OpenRequest } from '../../src/connect/read-link.ts';
import { askPage, closedPage } from '../../src/http/pages/ask-page.ts';
import { pageHeaders } from '../../src/http/pages/frame.ts';
import { outcomePage } from '../../src/http/pages/outcome-page.ts';

const asked = (over: Partial<Record<keyof OpenRequest, unknown>> = {}) =>
  ({
    purpose: 'reauthorize',
    provider: { name: 'HubSpot' },
    label: 'Deals',
    why: null,
    expiresAt: Date.UTC(2026, 11, 1, 8, 30),
    tenantName: 'Acme & Sons',
    ...over,
  }) as unknown as OpenRequest;

const controls = (page: string) =>
  [...page.matchAll(/<(?:button|a|input)\b[^>]*>([^<]*)/g)].map(([, text]) => text);
const heading = (page: string) => page.match(/<h1>(.*?)<\/h1>/)?.[1];

describe('the page behind a link', () => {
  it('asks in one sentence, and has one control that goes on and one that says no', async () => {
    const page = String(await askPage(asked(), 'reauth_1.sig'));

    expect(heading(page)).toBe(
      'Firstlight needs your permission again to use HubSpot (Deals) for Acme &amp; Sons.',
    );
    expect(controls(page)).toEqual(['Continue to HubSpot', 'I can’t do this']);
    expect(page).toContain('until December 1, 2026 at 08:30 UTC');
  });

  it('asks otherwise for an account that is new', async () => {
    const page = String(await askPage(asked({ purpose: 'connect', label: 'HubSpot' }), 'connect_1.sig'));

    expect(heading(page)).toBe('Firstlight asks for your permission to use HubSpot for Acme &amp; Sons.');
  });

  it('lets nothing that a customer or a provider wrote become markup', async () => {
    const evil = asked({ label: '<script>alert(1)</script>', why: '<img src=x onerror=alert(1)>' });
    const page = String(await askPage(evil, 'reauth_1.sig'));

    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img');
  });

  it('has a language, a title, one heading and a viewport, and needs no script', async () => {
    const page = String(await askPage(asked(), 'reauth_1.sig'));

    expect(page).toContain('<html lang="en">');
    expect(page).toContain('<title>Continue to HubSpot · Firstlight</title>');
    expect(page).toContain('name="viewport" content="width=device-width, initial-scale=1"');
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page).not.toMatch(/<script|style=|onclick/);
  });

  it('runs no scripts, is not framed, not kept and not told to others', () => {
    const headers = pageHeaders(['https:']);

    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(headers['content-security-policy']).toContain("form-action 'self' https:");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  });

  it('says why a link does not open, without a control', async () => {
    const page = String(await closedPage('expired'));

    expect(page).toContain('This link has expired');
    expect(page).not.toMatch(/<(button|a|form)\b/);
  });
});

describe('the page after coming back', () => {
  const linkUrl = 'https://firstlight.test/connect/x';
  const back = 'https://app.example.com/settings?account=acct_1&status=failed';
  const about = {
    purpose: 'reauthorize',
    account: 'acct_1',
    provider: 'HubSpot',
    label: 'Deals of Acme',
  } as const;
  const render = async (
    outcome: AnsweredOutcome | Outcome,
    ways = { linkUrl, back: null as string | null },
  ) => {
    const { body, status } = outcomePage({ ...about, ...outcome } as Outcome, ways);
    return { page: String(await body), status };
  };

  it.each([
    [{ kind: 'connected', missing: [], tryAgain: null }, 200, /is connected\. You can close this page/],
    [{ kind: 'reauthorized', missing: [] }, 200, /works again.*the run goes on by itself/],
    [{ kind: 'staged' }, 202, /picked up/],
    [{ kind: 'superseded' }, 200, /not needed any more/],
  ] as const)('says after %o that nothing more is needed', async (outcome, expected, sentence) => {
    const { page, status } = await render(outcome);

    expect(status).toBe(expected);
    expect(page).toMatch(sentence);
    expect(page).not.toContain('Try again');
  });

  it.each([
    [{ kind: 'invalid' }, 400],
    [{ kind: 'provider_away' }, 502],
    [{ kind: 'no_refresh_token' }, 409],
    [{ kind: 'identity_unknown' }, 409],
    [{ kind: 'identity_mismatch' }, 409],
    [{ kind: 'trouble' }, 503],
  ] as const)('offers another try after %o, and says that nothing was changed', async (outcome, expected) => {
    const { page, status } = await render(outcome);

    expect(status).toBe(expected);
    expect(page).toMatch(/[Nn]othing was changed/);
    expect(page).toContain(`href="${linkUrl}"`);
  });

  it.each([
    ['person', 'Please try again.'],
    ['customer_admin', 'Ask the administrator of your HubSpot organization'],
    ['operator', 'tell whoever sent you the link'],
    ['nobody', 'in a few minutes'],
  ] as const)('tells the person what to do where it is for %s to act', async (actor, step) => {
    const { page, status } = await render({ kind: 'refused', actor, summary: 'HubSpot says no.' });

    expect(status).toBe(409);
    expect(page).toContain('HubSpot says no. Nothing was changed.');
    expect(page).toContain(step);
  });

  it('names what was left out and what does not work without it', async () => {
    const missing = [
      { scope: 'crm.deals', breaks: [{ tool: 'hubspot.search_deals', does: 'Reads all deals.' }] },
    ];
    const kept = await render({ kind: 'scopes_missing', missing });
    const taken = await render({ kind: 'reauthorized', missing }, { linkUrl, back });

    expect(kept.status).toBe(409);
    expect(kept.page).toContain('was left as it was');
    for (const { page } of [kept, taken]) {
      expect(page.replaceAll('<wbr>', '')).toContain('>crm.deals</code>');
      expect(page).toContain('Without it, this does not work: Reads all deals.');
      expect(controls(page)[0]).toBe('Try again');
    }
    expect(controls(taken.page)).toEqual(['Try again', 'Go on without it']);
  });

  it('leads back to the web app the person came from', async () => {
    const { page } = await render({ kind: 'identity_mismatch' }, { linkUrl, back });

    expect(page).toContain('>Back to app.example.com</a>');
    expect(page).toContain('href="https://app.example.com/settings?account=acct_1&amp;status=failed"');
  });
});
