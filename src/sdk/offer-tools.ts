// The tools of a tenant's accounts as a model is offered them, whatever library asks it: one per tool, with the account to
// choose where several could be meant, and answers that say of a dead account what it is.

import type { Account, Firstlight, Tool, ToolAnswer, ToolBlocked } from './client.ts';

export interface OfferOptions {
  /** Account ids. Default: every account that is not disconnected. */
  readonly accounts?: readonly string[];
  /** Tool names as Firstlight has them. Default: all but `http.request`, which has to be named. */
  readonly tools?: readonly string[];
  /** Called at each refusal, e.g. to send the link to the person; the model is told as well. */
  readonly onBlocked?: (refusal: Refusal) => void | Promise<void>;
}

export interface Refusal extends ToolBlocked {
  readonly account: string;
  readonly tool: string;
  readonly whatToDo: string;
}

export type OfferedAnswer = Exclude<ToolAnswer, ToolBlocked> | Refusal;

export interface OfferedTool {
  /** Model vendors take no dot: `hubspot.search_deals` is `hubspot-search_deals`, as over MCP. */
  readonly name: string;
  readonly description: string;
  /** JSON Schema. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  call(input: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<OfferedAnswer>;
}

const onlyByName = 'http.request';

export async function offerTools(client: Firstlight, options: OfferOptions = {}): Promise<OfferedTool[]> {
  const accounts = await chooseAccounts(client, options.accounts);
  const { items } = await client.get('/v1/tools');
  const unknown = (options.tools ?? []).filter((name) => !items.some((tool) => tool.name === name));
  if (unknown.length > 0) throw new RangeError(`Firstlight has no tool named ${unknown.join(', ')}.`);
  const isWanted = (name: string) => options.tools?.includes(name) ?? name !== onlyByName;
  const wanted = items
    .filter((tool) => isWanted(tool.name))
    .map((tool) => ({
      tool,
      able: accounts.filter(({ provider }) => ['any', provider].includes(tool.provider)),
    }));
  const offered = wanted.filter(({ able }) => able.length > 0);
  // An agent that lacks the tools it was meant to have would answer as if there were nothing to find.
  const lacking = options.tools ? wanted.filter(({ able }) => able.length === 0) : [];
  if (lacking.length > 0 || offered.length === 0) {
    const what = lacking.map(({ tool }) => tool.name).join(', ') || 'any tool';
    throw new RangeError(
      `No connected account of this tenant can use ${what}. Connect one: POST /v1/accounts/links.`,
    );
  }
  return offered.map(({ tool, able }) => offer(client, tool, able, options.onBlocked));
}

async function chooseAccounts(client: Firstlight, ids: readonly string[] | undefined): Promise<Account[]> {
  if (ids) return Promise.all(ids.map((id) => client.get('/v1/accounts/{id}', { params: { path: { id } } })));
  const accounts: Account[] = [];
  for await (const account of client.each('/v1/accounts')) {
    if (account.state !== 'disconnected') accounts.push(account);
  }
  return accounts;
}

function offer(
  client: Firstlight,
  tool: Tool,
  able: readonly Account[],
  onBlocked: OfferOptions['onBlocked'],
): OfferedTool {
  const ids = able.map(({ id }) => id);
  return {
    name: tool.name.replaceAll('.', '-'),
    description: tool.description,
    inputSchema: ids.length === 1 ? tool.inputSchema : withChoice(tool.inputSchema, able),
    async call({ account: chosen, ...input }, signal) {
      const account = ids.length === 1 ? ids[0]! : String(chosen);
      if (!ids.includes(account)) {
        throw new RangeError(
          `"account" must be one of ${ids.join(', ')}: the accounts ${tool.name} can use here.`,
        );
      }
      const answer = await client.callTool(account, tool.name, input, signal && { signal });
      if (answer.status !== 'blocked') return answer;
      const refusal = { ...answer, account, tool: tool.name, whatToDo: whatToDo(answer) };
      await onBlocked?.(refusal);
      return refusal;
    },
  };
}

function withChoice(schema: Tool['inputSchema'], able: readonly Account[]) {
  const labels = able.map(({ id, label }) => `${id}: ${label}`).join('; ');
  return {
    ...schema,
    properties: {
      ...(schema.properties as object | undefined),
      account: {
        type: 'string',
        enum: able.map(({ id }) => id),
        description: `Whose account is used. ${labels}`,
      },
    },
    required: [...((schema.required as string[] | undefined) ?? []), 'account'],
  };
}

function whatToDo({ state, reauthUrl }: ToolBlocked): string {
  const nothing = 'This says nothing about the data: do not report it as "no results".';
  if (reauthUrl !== null) {
    return `${nothing} Ask the person to open ${reauthUrl} and renew the account, then make the same call again.`;
  }
  return state === 'held'
    ? `${nothing} Nobody here can act; it goes on by itself. Make the same call again later.`
    : `${nothing} The account is gone; a person has to connect it again.`;
}
