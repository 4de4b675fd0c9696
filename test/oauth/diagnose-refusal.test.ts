// Pure, no server: the providers' error tables, row by row (providers.md sections 2.4, 3.4, 4.4).
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { diagnoseRefusal } from '../../src/oauth/diagnose-refusal.ts';
import type { ProviderDefinition } from '../../src/providers/define-provider.ts';
import { google } from '../../src/providers/google.ts';
import { hubspot } from '../../src/providers/hubspot.ts';
import { salesforce } from '../../src/providers/salesforce.ts';
import { slack } from '../../src/providers/slack.ts';

const diagnose = (provider: ProviderDefinition, status: number, body: Record<string, unknown>) =>
  diagnoseRefusal(provider, { status, body }, [])?.diagnosis ?? null;

describe.each<[ProviderDefinition, number, Record<string, unknown>, string, string]>([
  [
    hubspot,
    400,
    { error: 'invalid_grant', status: 'BAD_REFRESH_TOKEN', message: 'x' },
    'user_revoked',
    'person',
  ],
  [
    hubspot,
    400,
    { status: 'BAD_REFRESH_TOKEN', message: 'missing or invalid refresh token' },
    'user_revoked',
    'person',
  ],
  [hubspot, 403, { status: 'BAD_HUB', error: 'access_denied' }, 'app_disconnected', 'person'],
  [hubspot, 400, { status: 'BAD_CLIENT_SECRET' }, 'client_secret_invalid', 'operator'],
  [hubspot, 400, { error: 'invalid_client' }, 'client_secret_invalid', 'operator'],
  [
    salesforce,
    400,
    { error: 'invalid_grant', error_description: 'expired access/refresh token' },
    'user_revoked',
    'person',
  ],
  [
    salesforce,
    400,
    { error: 'invalid_grant', error_description: 'inactive user' },
    'account_deactivated',
    'person',
  ],
  [
    salesforce,
    400,
    { error: 'inactive_user', error_description: 'inactive user' },
    'account_deactivated',
    'person',
  ],
  [
    salesforce,
    400,
    { error: 'invalid_grant', error_description: 'ip restricted or invalid login hours' },
    'admin_policy',
    'customer_admin',
  ],
  [salesforce, 400, { error: 'inactive_org', error_description: 'x' }, 'admin_policy', 'customer_admin'],
  [
    salesforce,
    400,
    { error: 'invalid_app_access', error_description: 'app denied' },
    'admin_policy',
    'customer_admin',
  ],
  [
    salesforce,
    400,
    { error: 'invalid_client', error_description: 'invalid client credentials' },
    'client_secret_invalid',
    'operator',
  ],
  [
    salesforce,
    400,
    { error: 'invalid_client_id', error_description: 'client identifier invalid' },
    'client_secret_invalid',
    'operator',
  ],
  [
    salesforce,
    400,
    { error: 'rate_limit_exceeded', error_description: 'login rate exceeded' },
    'provider_outage',
    'nobody',
  ],
  [
    google,
    400,
    { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
    'user_revoked',
    'person',
  ],
  [
    google,
    400,
    {
      error: 'invalid_grant',
      error_description: 'reauth related error (invalid_rapt)',
      error_subtype: 'invalid_rapt',
    },
    'session_policy',
    'person',
  ],
  [google, 400, { error: 'admin_policy_enforced' }, 'admin_policy', 'customer_admin'],
  [
    google,
    401,
    { error: 'deleted_client', error_description: 'The OAuth client was deleted.' },
    'client_secret_invalid',
    'operator',
  ],
  [
    google,
    401,
    { error: 'invalid_client', error_description: 'Unauthorized' },
    'client_secret_invalid',
    'operator',
  ],
  [google, 401, { error: 'unauthorized_client' }, 'client_secret_invalid', 'operator'],
  [google, 400, { error: 'something_new' }, 'unknown', 'operator'],
  [google, 418, { hello: 'world' }, 'unknown', 'operator'],
  [slack, 200, { ok: false, error: 'invalid_refresh_token' }, 'user_revoked', 'person'],
  [slack, 200, { ok: false, error: 'token_revoked' }, 'user_revoked', 'person'],
  [slack, 200, { ok: false, error: 'account_inactive' }, 'app_disconnected', 'person'],
  [slack, 200, { ok: false, error: 'invalid_client_id' }, 'client_secret_invalid', 'operator'],
  [slack, 200, { ok: false, error: 'bad_client_secret' }, 'client_secret_invalid', 'operator'],
  [slack, 200, { ok: false, error: 'bad_redirect_uri' }, 'app_misconfigured', 'operator'],
  [slack, 200, { ok: false, error: 'pkce_not_allowed' }, 'app_misconfigured', 'operator'],
  [slack, 200, { ok: false, error: 'accesslimited' }, 'admin_policy', 'customer_admin'],
  [slack, 200, { ok: false, error: 'team_access_not_granted' }, 'admin_policy', 'customer_admin'],
  [slack, 200, { ok: false, error: 'missing_scope', needed: 'x' }, 'scope_reduced', 'person'],
  [slack, 200, { ok: false, error: 'org_login_required' }, 'provider_outage', 'nobody'],
  [slack, 200, { ok: false, error: 'service_unavailable' }, 'provider_outage', 'nobody'],
  // Slack documents no such answer, and a vendor claims to have seen it.
  [slack, 400, { error: 'invalid_grant' }, 'user_revoked', 'person'],
  [slack, 200, { ok: false, error: 'something_new' }, 'unknown', 'operator'],
])('%o.id answers %i %j', (provider, status, body, cause, actor) => {
  it(`means ${cause}, for the ${actor} to act on`, () => {
    expect(diagnose(provider, status, body)).toMatchObject({ cause, actor });
  });
});

it('takes an answer with tokens for no refusal', () => {
  expect(diagnose(google, 200, { access_token: 'x', token_type: 'Bearer' })).toBeNull();
  expect(diagnose(hubspot, 200, { access_token: 'x', token_type: 'bearer' })).toBeNull();
  expect(diagnose(slack, 200, { ok: true, access_token: 'x', token_type: 'bot' })).toBeNull();
});

it('scrubs what we had sent from the provider’s words, and keeps them short', () => {
  const secret = new Secret('sbxrt-0123456789');
  const refusal = diagnoseRefusal(
    google,
    {
      status: 400,
      body: { error: 'invalid_grant', error_description: `bad token sbxrt-0123456789 ${'x'.repeat(900)}` },
    },
    [secret],
  );
  expect(JSON.stringify(refusal)).not.toContain('sbxrt-0123456789');
  expect(String(refusal?.diagnosis.facts.description).length).toBeLessThanOrEqual(200);
});
