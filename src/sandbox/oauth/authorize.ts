// The authorization endpoint (RFC 6749 section 4.1.1) and the page behind it. GET shows the page, POST of its form is
// the person's decision and answers with the redirect. Nothing is redirected to an address the request did not name.

import { type Answer, answerHtml, redirectTo } from '../http/answer.ts';
import { readForm, type SandboxRequest } from '../http/request.ts';
import type { Route } from '../http/route.ts';
import type { SandboxState } from '../state.ts';
import { renderConsentPage, renderErrorPage } from './consent-page.ts';
import type { Dialect } from './dialect.ts';

export function authorizeEndpoint(
  state: SandboxState,
  dialect: Dialect,
  providerName: string,
  pattern: RegExp,
): readonly Route[] {
  const page = (query: URLSearchParams, note: string | null): Answer =>
    answerHtml(
      note === null ? 200 : 403,
      renderConsentPage({
        providerName,
        appName: state.clients.of(dialect.provider).appName,
        people: state.world.tenants.flatMap(({ name, people }) =>
          people.map((person) => ({ ...person, tenantName: name })),
        ),
        chosen: query.get('login_hint'),
        scopes: dialect.authorize.readScopes(query),
        query,
        note,
      }),
    );
  return [
    {
      method: 'GET',
      pattern,
      handle: ({ query }) => refuseOutright(state, dialect, providerName, query) ?? page(query, null),
    },
    {
      method: 'POST',
      pattern,
      handle: (request) => decide(state, dialect, providerName, request, page),
    },
  ];
}

function decide(
  state: SandboxState,
  dialect: Dialect,
  providerName: string,
  request: SandboxRequest,
  page: (query: URLSearchParams, note: string) => Answer,
): Answer {
  const form = readForm(request);
  const query = new URLSearchParams(form.get('request') ?? '');
  const wrong = refuseOutright(state, dialect, providerName, query);
  if (wrong) return wrong;
  const { authorize, provider } = dialect;

  const redirect = (parameters: Record<string, string>): Answer => {
    const url = new URL(query.get('redirect_uri')!);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    const echoed = query.get('state');
    if (echoed !== null) url.searchParams.set('state', echoed);
    return redirectTo(url.href);
  };

  if (form.get('decision') !== 'allow') {
    return redirect({ error: authorize.denial.error, error_description: authorize.denial.description });
  }
  const person = state.world.findPerson(form.get('user') ?? '');
  if (!person) return page(query, 'Choose who you are first.');
  const obstacle = authorize.whyNot(person);
  if (obstacle !== null) return page(query, obstacle);
  const knobs = state.knobs.resolve({ provider, user: person.user });
  if (knobs.refuseConsentAs) {
    const { error, description } = knobs.refuseConsentAs;
    return redirect({ error, error_description: description });
  }

  const wishes = authorize.readScopes(query);
  const ticked = new Set(form.getAll('scope'));
  const chosen = wishes
    .filter(({ scope, optional }) => !optional || ticked.has(scope))
    .map(({ scope }) => scope);
  const earlier = state.grants.ofPerson(provider, person.user).filter(({ endedBy }) => endedBy === null);
  const scopes = authorize.grantedScopes(query, chosen, earlier);
  const code = dialect.makeCode();
  state.codes.add(code, {
    provider,
    user: person.user,
    clientId: query.get('client_id')!,
    redirectUri: query.get('redirect_uri')!,
    scopes,
    challenge: query.get('code_challenge'),
    nonce: query.get('nonce'),
    offline: authorize.isOffline(query, scopes, earlier),
    expiresAt: Date.now() + state.pace.realMs(knobs.codeLifetimeSeconds),
  });
  return redirect({ code });
}

/** Mistakes of the app, told on the provider's own page: there is no redirect URI to trust (section 4.1.2.1). */
function refuseOutright(
  state: SandboxState,
  dialect: Dialect,
  providerName: string,
  query: URLSearchParams,
): Answer | null {
  const refuse = (problem: string): Answer => answerHtml(400, renderErrorPage(providerName, problem));
  if (query.get('client_id') !== state.clients.of(dialect.provider).clientId) {
    return refuse('The app is not known here: check its client_id.');
  }
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!URL.canParse(redirectUri) || !/^https?:$/.test(new URL(redirectUri).protocol)) {
    return refuse('The redirect_uri is missing or is not an http(s) address.');
  }
  // HubSpot's authorize address takes no response_type; who sends one must send `code`.
  if ((query.get('response_type') ?? 'code') !== 'code') return refuse('The response_type must be "code".');
  const method = query.get('code_challenge_method') ?? dialect.authorize.impliedChallengeMethod;
  if (query.has('code_challenge') && method !== 'S256')
    return refuse('The code_challenge_method must be S256.');
  const { requirePkce } = state.knobs.resolve({ provider: dialect.provider });
  if (requirePkce && !query.has('code_challenge')) {
    return refuse('This app must send a code_challenge (PKCE is required).');
  }
  if (dialect.authorize.readScopes(query).length === 0) return refuse('The app asks for no scope.');
  return null;
}
