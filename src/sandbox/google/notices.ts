// Google's Cross-Account Protection: security event tokens (RFC 8417) signed with the key of the id_tokens. Read 2026-11-24:
// https://developers.google.com/identity/protocols/risc. The issuer is Google's own, slash included, wherever the sandbox runs.

import { randomUUID } from 'node:crypto';
import type { MakeNotice } from '../notice.ts';
import type { SandboxState } from '../state.ts';
import type { IdTokenSigner } from './id-token.ts';
import { subjectOf } from './oauth.ts';

const issuer = 'https://accounts.google.com/';
const oauthEvent = (name: string): string => `https://schemas.openid.net/secevent/oauth/event-type/${name}`;
const riscEvent = (name: string): string => `https://schemas.openid.net/secevent/risc/event-type/${name}`;

const types: Readonly<Record<string, string>> = {
  'tokens-revoked': oauthEvent('tokens-revoked'),
  'sessions-revoked': riscEvent('sessions-revoked'),
  'account-disabled': riscEvent('account-disabled'),
  'account-enabled': riscEvent('account-enabled'),
  'account-credential-change-required': riscEvent('account-credential-change-required'),
  verification: riscEvent('verification'),
};

export const googleNotices = (
  state: SandboxState,
  signer: IdTokenSigner,
): { readonly events: readonly string[]; make: MakeNotice } => ({
  events: Object.keys(types),
  make(user, event) {
    const subject = {
      subject_type: 'iss-sub',
      iss: issuer,
      sub: subjectOf(state.world.findPerson(user)!),
    };
    const about = event === 'verification' ? { state: randomUUID() } : { subject };
    return {
      kind: 'request',
      headers: { 'content-type': 'application/secevent+jwt', accept: 'application/json' },
      body: signer.sign({
        iss: issuer,
        aud: state.clients.of('google').clientId,
        iat: Math.floor(Date.now() / 1000),
        jti: randomUUID(),
        events: { [types[event]!]: about },
      }),
    };
  },
});
