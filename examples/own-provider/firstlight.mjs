// A provider of your own that does not speak as RFC 6749 has it: its token endpoint answers everything with 200, wraps tokens in
// `data`, and words its refusals itself. Where it lies comes from the environment, its client from HOOLI_CLIENT_ID and _SECRET.
import { defineExtension, defineProvider } from 'firstlight/extension';

const login = process.env.HOOLI_LOGIN_URL ?? 'https://id.hooli.example';
const api = process.env.HOOLI_API_URL ?? 'https://api.hooli.example';

const hooli = defineProvider({
  id: 'hooli',
  name: 'Hooli',
  authorizeUrl: `${login}/auth`,
  tokenUrl: `${login}/token`,
  apiOrigins: [api],
  scopes: ['openid', 'offline_access'],
  authorizeParams: { prompt: 'consent' },
  clientAuth: 'basic',
  pkce: true,
  refreshTokens: 'single-use',
  // What proves a token for the least: a preflight asks it of every account before a night.
  probePath: '/records?limit=1',

  toStandardAnswer: (body) => (body.ok === true ? body.data : body),
  readRefusal: (_status, body) =>
    body.ok === false ? { error: String(body.code), description: String(body.reason ?? '') } : null,
  refusals: [
    {
      error: 'GRANT_GONE',
      diagnosis: {
        cause: 'user_revoked',
        actor: 'person',
        confidence: 'certain',
        summary: 'The connection to Hooli was removed there.',
      },
    },
    {
      error: 'BUSY',
      diagnosis: {
        cause: 'provider_outage',
        actor: 'nobody',
        confidence: 'certain',
        summary: 'Hooli is busy for the moment.',
      },
      passesInSeconds: 2,
    },
  ],
});

export default defineExtension({ name: 'hooli', providers: [hooli] });
