// The pages a person sees. No server.
import { describe, expect, it } from 'vitest';
import type { LinkReading } from '../../src/connect/begin-reauthorization.ts';
import { askPage, closedPage, completionPage, pageHeaders } from '../../src/http/pages.ts';

const open = (label: string, summary: string | null) =>
  ({
    kind: 'open',
    provider: { name: 'HubSpot' },
    account: { label, diagnosis: summary === null ? null : { summary } },
    request: { diagnosis: null, expires_at: Date.UTC(2026, 11, 1) },
    tenantName: 'Acme & Sons',
  }) as unknown as LinkReading & { kind: 'open' };

const about = { provider: 'HubSpot', label: 'Deals of Acme', linkUrl: 'https://firstlight.test/connect/x' };

describe('the page behind a link', () => {
  it('asks in one sentence and has one control', async () => {
    const page = String(await askPage(open('Deals', null)));

    expect(page.match(/<h1>(.*?)<\/h1>/)?.[1]).toBe(
      'Firstlight needs your permission again to use HubSpot (Deals) for Acme &amp; Sons.',
    );
    expect([...page.matchAll(/<(button|a|input)\b/g)]).toHaveLength(1);
    expect(page).toContain('>Continue to HubSpot</button>');
  });

  it('lets nothing that a customer or a provider wrote become markup', async () => {
    const page = String(await askPage(open('<script>alert(1)</script>', '<img src=x onerror=alert(1)>')));

    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img');
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
  it.each([
    ['adopted', /works again.*You can close this page; the run goes on by itself/],
    ['staged', /picked up/],
    ['superseded', /not needed any more/],
  ] as const)('says that %s needs nothing more', async (kind, sentence) => {
    const page = String(await completionPage({ kind, ...about }));

    expect(page).toMatch(sentence);
    expect(page).not.toContain('Try again');
  });

  it.each(['invalid', 'provider_away', 'no_refresh_token', 'identity_unknown', 'identity_mismatch'] as const)(
    'offers another try after %s, and says that nothing was changed',
    async (kind) => {
      const page = String(await completionPage({ kind, ...about }));

      expect(page).toMatch(/[Nn]othing was changed/);
      expect(page).toContain(`href="${about.linkUrl}"`);
    },
  );

  it('names the permissions that are missing', async () => {
    const page = String(await completionPage({ kind: 'scopes_missing', missing: ['crm.deals'], ...about }));

    expect(page).toContain('missing: crm.deals');
  });
});
