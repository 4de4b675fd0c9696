// HubSpot's webhooks journal, 2026-03, as far as app lifecycle entries go. Read 2026-11-24: HubSpot's guides "Webhooks journal and
// management APIs" and "Webhook journal APIs". Asked with a token of the app itself; an entry is named by an offset and stands
// in a file at an address of its own, which is asked for without a token. The end of the journal answers 204.

import { randomUUID } from 'node:crypto';
import { type Answer, answerEmpty, answerJson } from '../http/answer.ts';
import { readBearer, readForm, type SandboxRequest } from '../http/request.ts';
import type { Route } from '../http/route.ts';
import type { MakeNotice } from '../notice.ts';
import type { Dialect } from '../oauth/dialect.ts';
import { checkClient } from '../oauth/token-exchange.ts';
import { randomText } from '../oauth/token-text.ts';
import { originOf, type SandboxState } from '../state.ts';
import { apiError } from './errors.ts';

const scope = 'developer.webhooks_journal.read';
const tokenSeconds = 1800;
export const journalPath = '/webhooks-journal/journal/2026-03';

interface Entry {
  readonly offset: string;
  readonly publishedAt: string;
  readonly journalEvents: readonly Readonly<Record<string, unknown>>[];
}

export function makeJournal(state: SandboxState, dialect: Dialect) {
  const entries: Entry[] = [];
  const tokens = new Set<string>();

  const grantToken = (parameters: URLSearchParams, request: SandboxRequest): Answer => {
    const knobs = state.knobs.resolve({ provider: 'hubspot' });
    const decision = checkClient(state, 'hubspot', dialect.readClient(request, parameters));
    if (decision?.kind === 'refused') return dialect.refuse(decision.refusal, knobs);
    if (!(parameters.get('scope') ?? '').split(' ').includes(scope)) {
      return answerJson(400, { error: 'invalid_scope', error_description: `${scope} is missing` });
    }
    const token = `CPsbxapp${randomText(168)}`;
    tokens.add(token);
    return answerJson(200, { access_token: token, token_type: 'bearer', expires_in: tokenSeconds, scope });
  };

  const asked =
    (find: (parameters: Readonly<Record<string, string>>) => Entry | 'unknown' | undefined) =>
    (request: SandboxRequest, parameters: Readonly<Record<string, string>>): Answer => {
      const leave = state.ledger.enter({
        kind: 'identity',
        provider: 'hubspot',
        grant: null,
        method: request.method,
        path: request.path,
        tokenVersion: null,
      });
      const answer = answerEntry(tokens.has(readBearer(request) ?? ''), find(parameters));
      leave(answer.status);
      return answer;
    };
  const answerEntry = (isKnown: boolean, entry: Entry | 'unknown' | undefined): Answer => {
    if (!isKnown) return apiError(401, 'INVALID_AUTHENTICATION', 'The access token is invalid or expired');
    if (entry === 'unknown') return apiError(404, 'OBJECT_NOT_FOUND', 'No journal entry at this offset');
    if (!entry) return answerEmpty(204);
    return answerJson(200, {
      url: `${originOf(state, 'hubspot')}/webhooks-journal-files/${entry.offset}.json`,
      expiresAt: new Date(Date.now() + 300_000).toISOString(),
      currentOffset: entry.offset,
    });
  };
  const route = (path: string, find: Parameters<typeof asked>[0]): Route => ({
    method: 'GET',
    pattern: new RegExp(`^${journalPath}/${path}$`),
    handle: asked(find),
  });
  const indexOf = (offset: string | undefined): number => entries.findIndex((one) => one.offset === offset);

  const make: MakeNotice = (user, event) => {
    const { portal } = state.world.findTenant(state.world.findPerson(user)!.tenant)!;
    const occurredAt = new Date().toISOString();
    const told = { type: 'APP_LIFECYCLE_EVENT', action: event, portalId: portal.hubId, occurredAt };
    entries.push({ offset: randomUUID(), publishedAt: occurredAt, journalEvents: [told] });
    return { kind: 'kept' };
  };

  return {
    notices: { events: ['APP_UNINSTALL', 'APP_INSTALL'], make },
    /** The token endpoint, for the one grant that is not a person's. */
    ahead: (endpoint: Route): Route => ({
      ...endpoint,
      handle(request, parameters) {
        const form = readForm(request);
        return form.get('grant_type') === 'client_credentials'
          ? grantToken(form, request)
          : endpoint.handle(request, parameters);
      },
    }),
    routes: [
      route('earliest', () => entries[0]),
      route('latest', () => entries.at(-1)),
      route('offset/(?<offset>[^/]+)/next', ({ offset }) => {
        const index = indexOf(offset);
        return index < 0 ? 'unknown' : entries[index + 1];
      }),
      {
        method: 'GET',
        pattern: /^\/webhooks-journal-files\/(?<offset>[^/]+)\.json$/,
        handle: (_, { offset }) => {
          const entry = entries[indexOf(offset)];
          return entry ? answerJson(200, entry) : answerEmpty(404);
        },
      },
    ] satisfies readonly Route[],
  };
}
