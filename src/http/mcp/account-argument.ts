// Which account a call is for. With one account of the provider nobody has to say; with several a model has to, and gets
// the list with the labels that people gave them. Never guesses.

import type { AccountChoiceRow } from '../../store/accounts.ts';
import type { ToolListing } from '../app-deps.ts';
import { ApiProblem } from '../problem.ts';

/** A longer list helps no model to choose; past it the ids come from GET /v1/accounts. */
export const mostListed = 100;
const longestLabel = 80;

export const choicesFor = (
  tool: Pick<ToolListing, 'provider'>,
  accounts: readonly AccountChoiceRow[],
): readonly AccountChoiceRow[] =>
  accounts.filter((account) => tool.provider === 'any' || tool.provider === account.provider);

/** JSON Schema of the argument `account`. */
export function describeArgument(choices: readonly AccountChoiceRow[]): Record<string, unknown> {
  if (choices.length > mostListed) {
    return {
      type: 'string',
      description: `Which connected account to use: its id. There are more than ${mostListed}; GET /v1/accounts lists them.`,
    };
  }
  const listed = choices.map(describe).join('; ');
  return {
    type: 'string',
    enum: choices.map(({ id }) => id),
    description:
      choices.length === 1
        ? `The one connected account this tool can use; may be left out. ${listed}.`
        : `Which connected account to use. Choose the one the task is about, and ask when it does not say: ${listed}.`,
  };
}

/** The account that was named, or the only one there is. Whether the id is one of the tenant's, the call itself finds out. */
export function chooseAccount(
  tool: Pick<ToolListing, 'name' | 'provider'>,
  choices: readonly AccountChoiceRow[],
  named: unknown,
): AccountChoiceRow['id'] {
  const [only, ...others] = choices;
  if (named !== undefined) {
    if (typeof named === 'string' && /^[\w-]{1,100}$/.test(named)) return named as AccountChoiceRow['id'];
    throw new ApiProblem('tool.input_invalid', '"account" must be the id of a connected account, as text.');
  }
  if (!only) {
    const whose = tool.provider === 'any' ? 'account' : `account of ${tool.provider}`;
    throw new ApiProblem('account.unknown', `There is no connected ${whose} that ${tool.name} could use.`);
  }
  if (others.length === 0) return only.id;
  const listed =
    choices.length > mostListed ? 'GET /v1/accounts lists them' : choices.map(describe).join('; ');
  throw new ApiProblem(
    'tool.input_invalid',
    `Several accounts could be meant; say which in "account": ${listed}.`,
  );
}

/** A label is somebody's free text: quoted, and no longer than a label needs to be. */
function describe({ id, provider, label, external_subject, state }: AccountChoiceRow): string {
  const whose = external_subject === null ? '' : ` of ${quote(external_subject)}`;
  const trouble = state === 'active' ? '' : state === 'held' ? ', on hold' : ', waits to be renewed';
  return `${id} = ${quote(label)} (${provider}${whose}${trouble})`;
}

const quote = (text: string): string =>
  JSON.stringify(text.length > longestLabel ? `${text.slice(0, longestLabel)}…` : text);
