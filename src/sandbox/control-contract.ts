// What can be asked of a running sandbox, as types and as schemas of the inputs. Served as JSON over HTTP by
// control-server.ts and used through control-client.ts, by tests, demo and people alike: there is no second way in.

import { z } from 'zod';
import type { LoggedCall } from './call-log.ts';
import { faultSchema, type NewFault } from './faults.ts';
import type { HeldRequest } from './holds.ts';
import { type Knobs, type Scope, type SomeKnobs, scopeSchema, someKnobsSchema } from './knobs.ts';
import type { GrantBooks, ProviderBooks } from './ledger.ts';
import type { ModelRequest } from './model/desk.ts';
import { modelScriptSchema } from './model/script.ts';
import type { NoticeAnswer } from './notices.ts';
import type { ProviderOverride } from './provider.ts';

export interface TenantFacts {
  readonly id: string;
  readonly name: string;
  readonly users: ReadonlyArray<{
    readonly user: string;
    readonly name: string;
    readonly role: 'admin' | 'member';
  }>;
  readonly hubId: number;
  readonly organizationId: string;
  readonly spreadsheetId: string;
}

export interface SandboxDescription {
  readonly speed: number;
  readonly controlUrl: string;
  /** Listener name → origin. */
  readonly origins: Readonly<Record<string, string>>;
  /** In the shape of a provider file, by provider id. */
  readonly providerOverrides: Readonly<Record<string, ProviderOverride>>;
  readonly tenants: readonly TenantFacts[];
  /** An OpenAI-compatible model that plays scripts. */
  readonly model: { readonly baseUrl: string; readonly apiKey: string };
}

export interface ExpectedReport {
  readonly tenant: string;
  readonly deals: number;
  /** One row a deal. */
  readonly rows: number;
  readonly matched: number;
  readonly unmatched: number;
  readonly unmatchedDealIds: readonly string[];
  /** Distinct account ids the deals name, those that exist. */
  readonly accounts: number;
}

export interface MintedGrant {
  readonly grant: string;
  /** What the provider would answer to the exchange of a code. */
  readonly tokens: Readonly<Record<string, unknown>>;
}

export interface ReadTab {
  readonly title: string;
  readonly sheetId: number;
  /** Rows up to the last one that holds anything; empty cells are ''. */
  readonly rows: ReadonlyArray<readonly (string | number | boolean)[]>;
}

export interface PostedMessage {
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly metadata: unknown;
}

const grantOrUser = {
  grant: z.string().optional(),
  provider: z.string().optional(),
  user: z.string().optional(),
};
const personAt = z.strictObject({ provider: z.string(), user: z.string() });
const grantFilter = z.strictObject({ ...grantOrUser, tenant: z.string().optional() });
const callFilter = z.strictObject({
  since: z.number().optional(),
  kind: z.enum(['token', 'data', 'identity']).optional(),
  provider: z.string().optional(),
  grant: z.string().optional(),
  limit: z.int().positive().optional(),
});

export const controlInputs = {
  describe: z.strictObject({}),
  expectedReport: z.strictObject({ tenant: z.string() }),
  grant: personAt.extend({ scopes: z.array(z.string()).optional() }),
  setKnobs: z.strictObject({ scope: scopeSchema.default({}), knobs: someKnobsSchema }),
  clearKnobs: z.strictObject({ scope: scopeSchema.default({}) }),
  readKnobs: z.strictObject({ scope: scopeSchema.default({}) }),
  addFault: faultSchema,
  clearFaults: z.strictObject({}),
  holdNextTokenRequests: z.strictObject({
    scope: scopeSchema.default({}),
    times: z.int().positive().nullable().default(1),
    /** Whether the provider's state has changed when the request comes to a halt. */
    committed: z.boolean().default(true),
  }),
  waitForHeld: z.strictObject({
    count: z.int().positive().default(1),
    timeoutMs: z.int().positive().default(60_000),
  }),
  releaseHeld: z.strictObject({}),
  revoke: z.strictObject({
    ...grantOrUser,
    cause: z.string().default('revoked'),
    keepAccessTokens: z.boolean().default(false),
  }),
  expireAccessTokens: z.strictObject(grantOrUser),
  deactivateUser: personAt,
  reactivateUser: personAt,
  rotateClientSecret: z.strictObject({ provider: z.string() }),
  restoreClientSecret: z.strictObject({ provider: z.string() }),
  moveOrganization: z.strictObject({ tenant: z.string(), instance: z.int().nonnegative().optional() }),
  removeScope: z.strictObject({ grant: z.string(), scope: z.string() }),
  addDeals: z.strictObject({ tenant: z.string(), count: z.int().positive() }),
  shareSpreadsheet: z.strictObject({
    spreadsheet: z.string(),
    user: z.string(),
    allowed: z.boolean().default(true),
  }),
  readSpreadsheet: z.strictObject({ spreadsheet: z.string() }),
  readChannel: z.strictObject({ tenant: z.string(), channel: z.string() }),
  notify: personAt.extend({
    event: z.string(),
    /** Where the provider sends it, if it does. */
    url: z.url().optional(),
    times: z.int().positive().default(1),
  }),

  setModelScript: z.strictObject({
    /** One line without a brace at its beginning; a system message chooses it by `script: <name>`. */
    name: z.string().regex(/^[^{\s][^\n]{0,99}$/),
    script: modelScriptSchema,
  }),
  modelRequests: z.strictObject({ script: z.string().optional() }),
  rotateModelKey: z.strictObject({}),
  restoreModelKey: z.strictObject({}),

  grants: grantFilter,
  providers: z.strictObject({}),
  calls: callFilter,
  countCalls: callFilter.omit({ limit: true }),
};
export type ControlInputs = typeof controlInputs;
type Input<Name extends keyof ControlInputs> = z.input<ControlInputs[Name]>;

export interface SandboxControl {
  describe(): Promise<SandboxDescription>;
  /** What a report over the tenant's data must hold. */
  expectedReport(input: Input<'expectedReport'>): Promise<ExpectedReport>;
  /** A grant without a browser. */
  grant(input: Input<'grant'>): Promise<MintedGrant>;
  /** What a person does in the browser: opens the page, decides, and is sent back. */
  consent(input: {
    readonly authorizeUrl: string;
    readonly user: string;
    readonly allow?: boolean;
    readonly untickedScopes?: readonly string[];
  }): Promise<{ readonly redirectUrl: string }>;

  setKnobs(input: { readonly scope?: Scope; readonly knobs: SomeKnobs }): Promise<Knobs>;
  clearKnobs(input: Input<'clearKnobs'>): Promise<Knobs>;
  readKnobs(input: Input<'readKnobs'>): Promise<Knobs>;
  /** A bad habit for the next requests it covers. */
  addFault(input: NewFault): Promise<Record<string, never>>;
  clearFaults(): Promise<Record<string, never>>;
  holdNextTokenRequests(input?: Input<'holdNextTokenRequests'>): Promise<Record<string, never>>;
  /** Resolves when so many requests are held; fails when the time is over. */
  waitForHeld(input?: Input<'waitForHeld'>): Promise<readonly HeldRequest[]>;
  releaseHeld(): Promise<{ readonly released: number }>;

  /** Ends grants from the provider's side. `cause`: `revoked`, or a row of the provider's refusal table. */
  revoke(input: Input<'revoke'>): Promise<{ readonly grants: readonly string[] }>;
  expireAccessTokens(input: Input<'expireAccessTokens'>): Promise<{ readonly grants: readonly string[] }>;
  deactivateUser(input: Input<'deactivateUser'>): Promise<Record<string, never>>;
  reactivateUser(input: Input<'reactivateUser'>): Promise<Record<string, never>>;
  /** The app gets a new secret; the one given out at the start is refused from now on. */
  rotateClientSecret(input: Input<'rotateClientSecret'>): Promise<{ readonly clientSecret: string }>;
  restoreClientSecret(input: Input<'restoreClientSecret'>): Promise<Record<string, never>>;
  moveOrganization(input: Input<'moveOrganization'>): Promise<{ readonly instanceUrl: string }>;
  removeScope(input: Input<'removeScope'>): Promise<{ readonly scopes: readonly string[] }>;
  addDeals(input: Input<'addDeals'>): Promise<{ readonly ids: readonly string[] }>;
  shareSpreadsheet(input: Input<'shareSpreadsheet'>): Promise<Record<string, never>>;
  readSpreadsheet(
    input: Input<'readSpreadsheet'>,
  ): Promise<{ readonly title: string; readonly tabs: readonly ReadTab[] }>;

  /** What was posted to a Slack channel (id or name), in the order of posting. */
  readChannel(input: Input<'readChannel'>): Promise<{ readonly messages: readonly PostedMessage[] }>;

  /** The provider says by itself that a person's access has ended, whether or not it has. The same notice `times` times. */
  notify(input: Input<'notify'>): Promise<NoticeAnswer>;

  /** What the model says to conversations that name the script. Set again, its refusals begin anew. */
  setModelScript(input: Input<'setModelScript'>): Promise<Record<string, never>>;
  /** Every request as the model saw it, in order. */
  modelRequests(input?: Input<'modelRequests'>): Promise<readonly ModelRequest[]>;
  /** The key given out at the start is refused from now on. */
  rotateModelKey(): Promise<{ readonly apiKey: string }>;
  restoreModelKey(): Promise<Record<string, never>>;

  grants(input?: Input<'grants'>): Promise<readonly GrantBooks[]>;
  providers(): Promise<readonly ProviderBooks[]>;
  calls(input?: Input<'calls'>): Promise<readonly LoggedCall[]>;
  countCalls(input?: Input<'countCalls'>): Promise<{ readonly calls: number; readonly unauthorized: number }>;
}
