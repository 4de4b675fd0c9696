// The control's answers, straight on the sandbox's state. A request that names something that does not exist is told
// what there is.

import type { z } from 'zod';
import { type ControlInputs, controlInputs } from './control-contract.ts';
import { ControlError } from './control-error.ts';
import { expectedReport, readTabs, tenantFacts } from './control-facts.ts';
import { dealStages } from './hubspot/portal.ts';
import type { Scope } from './knobs.ts';
import { notify } from './notices.ts';
import { commonRefusals } from './oauth/dialect.ts';
import type { Grant } from './oauth/grants.ts';
import { issueFirst, openGrant } from './oauth/issue.ts';
import { makeClientSecret } from './oauth/token-text.ts';
import type { ProviderOverride, SandboxProvider } from './provider.ts';
import { instanceName, instanceOf } from './salesforce/oauth.ts';
import { timestampOf } from './slack/workspace.ts';
import { originOf, type SandboxState } from './state.ts';
import type { Tenant } from './world/world.ts';

type Handlers = {
  readonly [Name in keyof ControlInputs]: (input: z.output<ControlInputs[Name]>) => unknown;
};

export interface ControlContext {
  readonly state: SandboxState;
  readonly providers: readonly SandboxProvider[];
  readonly controlUrl: () => string;
  readonly overrides: () => Record<string, ProviderOverride>;
}

export async function runControl(handlers: Handlers, name: string, input: unknown): Promise<unknown> {
  if (!Object.hasOwn(controlInputs, name)) {
    throw new ControlError(
      `The sandbox has no control "${name}". It has: ${Object.keys(controlInputs).join(', ')}.`,
    );
  }
  const known = name as keyof ControlInputs;
  const parsed = controlInputs[known].safeParse(input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'the input'}: ${message}`,
    );
    throw new ControlError(`The input of "${name}" cannot be used. ${problems.join('; ')}.`);
  }
  return (handlers[known] as (input: unknown) => unknown)(parsed.data);
}

export function makeControl(context: ControlContext): Handlers {
  const { state, providers } = context;
  const { world, grants, ledger, faults, holds, knobs } = state;

  const provider = (id: string): SandboxProvider =>
    found(
      providers.find((one) => one.id === id),
      `provider "${id}"`,
      providers.map((one) => one.id),
    );
  const tenant = (id: string): Tenant =>
    found(
      world.findTenant(id),
      `tenant "${id}"`,
      world.tenants.map((one) => one.id),
    );
  const person = (user: string): void => {
    const some = world.tenants
      .flatMap(({ people }) => people.slice(0, 3).map((one) => one.user))
      .slice(0, 20);
    found(world.findPerson(user), `user "${user}"`, some);
  };
  const grant = (id: string): Grant => found(grants.find(id), `grant "${id}"`, []);
  const checked = (scope: Scope): Scope => {
    if (scope.provider !== undefined) provider(scope.provider);
    if (scope.user !== undefined) person(scope.user);
    if (scope.grant !== undefined) grant(scope.grant);
    return scope;
  };
  /** A grant's own scope names all three, so that knobs set wider are seen through it. */
  const full = (scope: Scope): Scope => {
    if (scope.grant === undefined) return scope;
    const { id, user, provider: owner } = grant(scope.grant);
    return { provider: owner, user, grant: id };
  };
  const chosenGrants = (choice: Scope): Grant[] => {
    if (choice.grant !== undefined) return [grant(choice.grant)];
    if (choice.provider === undefined) {
      throw new ControlError('Say which grants: a grant, or a provider, or a provider and a user.');
    }
    provider(choice.provider);
    if (choice.user !== undefined) person(choice.user);
    return [...grants.all()].filter(
      (one) => one.provider === choice.provider && (choice.user === undefined || one.user === choice.user),
    );
  };

  return {
    describe: () => ({
      speed: state.pace.speed,
      controlUrl: context.controlUrl(),
      origins: Object.fromEntries(state.origins),
      providerOverrides: context.overrides(),
      tenants: world.tenants.map(tenantFacts),
      model: { baseUrl: `${originOf(state, 'model')}/v1`, apiKey: state.model.apiKey },
    }),
    expectedReport: (input) => expectedReport(tenant(input.tenant)),
    grant({ provider: id, user, scopes }) {
      const { dialect } = provider(id);
      person(user);
      const wanted = scopes ?? dialect.usualScopes;
      const opened = openGrant(state, dialect, { user, scopes: wanted, offline: true });
      return { grant: opened.id, tokens: dialect.answerTokens(issueFirst(state, dialect, opened, null)) };
    },

    setKnobs(input) {
      const scope = checked(input.scope);
      const refusal = input.knobs.refuseRefreshAs;
      if (typeof refusal === 'string') {
        const known = [...commonRefusals, ...providers.flatMap(({ dialect }) => dialect.ownRefusals)];
        found(known.includes(refusal) || null, `refusal "${refusal}"`, known);
      }
      knobs.set(scope, input.knobs);
      return knobs.resolve(full(scope));
    },
    clearKnobs(input) {
      knobs.clear(checked(input.scope));
      return knobs.resolve(full(input.scope));
    },
    readKnobs: (input) => knobs.resolve(full(checked(input.scope))),
    addFault(input) {
      checked({ provider: input.provider, user: input.user, grant: input.grant });
      faults.add(input);
      return {};
    },
    clearFaults() {
      faults.clear();
      return {};
    },
    holdNextTokenRequests(input) {
      const kind = input.committed ? 'hold_after_commit' : 'hold_before_commit';
      faults.add({ ...checked(input.scope), on: 'token', habit: { kind }, times: input.times });
      return {};
    },
    async waitForHeld({ count, timeoutMs }) {
      const held = await holds.waitFor(count, timeoutMs);
      if (held) return held;
      throw new ControlError(`${holds.list().length} of ${count} requests were held within ${timeoutMs} ms.`);
    },
    releaseHeld: () => ({ released: holds.releaseAll() }),

    revoke({ cause, keepAccessTokens, ...choice }) {
      const ended = chosenGrants(choice);
      for (const one of ended) grants.end(one, cause, { keepAccessTokens });
      return { grants: ended.map(({ id }) => id) };
    },
    expireAccessTokens(choice) {
      const expired = chosenGrants(choice);
      for (const one of expired) expireTokens(one);
      return { grants: expired.map(({ id }) => id) };
    },
    deactivateUser(input) {
      person(input.user);
      if (provider(input.provider).dialect.grantsFollowUser)
        state.deactivated.add(`${input.provider} ${input.user}`);
      return {};
    },
    reactivateUser(input) {
      provider(input.provider);
      person(input.user);
      state.deactivated.delete(`${input.provider} ${input.user}`);
      return {};
    },
    rotateClientSecret(input) {
      const client = state.clients.of(provider(input.provider).id);
      client.secret = makeClientSecret();
      return { clientSecret: client.secret };
    },
    restoreClientSecret(input) {
      const client = state.clients.of(provider(input.provider).id);
      client.secret = client.firstSecret;
      return {};
    },
    moveOrganization(input) {
      const { organization } = tenant(input.tenant);
      const instances = [...state.origins.keys()].filter((name) => name.startsWith('salesforce-instance-'));
      const next = input.instance ?? (organization.instance + 1) % instances.length;
      found(state.origins.get(instanceName(next)), `instance ${next}`, instances);
      organization.instance = next;
      // The move ends every session of the org.
      for (const one of grants.all()) {
        if (one.provider === 'salesforce' && one.tenant === input.tenant) expireTokens(one);
      }
      return { instanceUrl: instanceOf(state, input.tenant) };
    },
    removeScope(input) {
      const owner = grant(input.grant);
      found(owner.scopes.includes(input.scope) || null, `scope "${input.scope}" in this grant`, owner.scopes);
      grants.setScopes(
        owner,
        owner.scopes.filter((scope) => scope !== input.scope),
      );
      return { scopes: owner.scopes };
    },
    addDeals(input) {
      const { portal, organization } = tenant(input.tenant);
      const { searchLagSeconds } = knobs.resolve({ provider: 'hubspot' });
      const ids = Array.from({ length: input.count }, (_, index) => {
        const account = organization.records.Account[index % organization.records.Account.length]!;
        const properties = {
          dealname: `${account.Name}: late entry`,
          amount: '1000.00',
          dealstage: dealStages[0]!,
          pipeline: 'default',
          closedate: null,
          hubspot_owner_id: null,
          salesforce_account_id: String(account.Id),
        };
        return portal.addDeal(properties, Date.now() + state.pace.realMs(searchLagSeconds)).id;
      });
      return { ids };
    },
    shareSpreadsheet(input) {
      person(input.user);
      const spreadsheet = found(
        world.spreadsheets.find(input.spreadsheet),
        `spreadsheet "${input.spreadsheet}"`,
        [],
      );
      if (input.allowed) world.spreadsheets.share(spreadsheet.id, input.user);
      else world.spreadsheets.unshare(spreadsheet.id, input.user);
      return {};
    },
    readSpreadsheet(input) {
      const spreadsheet = found(
        world.spreadsheets.find(input.spreadsheet),
        `spreadsheet "${input.spreadsheet}"`,
        world.spreadsheets
          .all()
          .map(({ id }) => id)
          .slice(0, 20),
      );
      return { title: spreadsheet.title, tabs: readTabs(spreadsheet) };
    },

    readChannel(input) {
      const { workspace } = tenant(input.tenant);
      const channel = found(
        workspace.findChannel(input.channel),
        `channel "${input.channel}"`,
        workspace.channels.map(({ name }) => name),
      );
      const messages = channel.messages.map((message) => ({
        ts: timestampOf(message),
        user: message.user,
        text: message.text,
        metadata: message.metadata ?? null,
      }));
      return { messages };
    },

    notify(input) {
      person(input.user);
      return notify(provider(input.provider), input);
    },

    setModelScript({ name, script }) {
      state.model.setScript(name, script);
      return {};
    },
    modelRequests: (filter) => state.model.requests(filter),
    rotateModelKey: () => ({ apiKey: state.model.rotateKey() }),
    restoreModelKey() {
      state.model.restoreKey();
      return {};
    },

    grants: (filter) => ledger.readGrants(filter),
    providers: () => ledger.readProviders(),
    calls: (filter) => ledger.readLog(filter),
    countCalls(filter) {
      const calls = ledger.readLog(filter);
      return { calls: calls.length, unauthorized: calls.filter(({ status }) => status === 401).length };
    },
  };
}

function found<T>(value: T | null | undefined, what: string, known: readonly string[]): T {
  if (value !== null && value !== undefined) return value;
  throw new ControlError(
    `The sandbox has no ${what}.${known.length > 0 ? ` It has: ${known.join(', ')}.` : ''}`,
  );
}

function expireTokens(grant: Grant): void {
  for (const token of grant.accessTokens) token.expiresAt = Math.min(token.expiresAt, Date.now());
}
