// Reads the journal of notices a provider keeps for our app, where this installation is told to. A journal that is not to be
// read any more ends its workflow.

import { SECOND } from '../src/domain/time.ts';
import type { HintDeps } from '../src/hints/hint-accounts.ts';
import { readJournal } from '../src/hints/read-journal.ts';
import type { Providers } from '../src/providers/registry.ts';
import type { JournalActivities } from './contract.ts';

export interface JournalDeps extends HintDeps {
  readonly providers: Providers;
  /** Ids of the providers whose journal is read. */
  readonly readsJournals: readonly string[];
}

export function createJournalActivities(deps: JournalDeps): JournalActivities {
  return {
    async readJournal({ app, offset }) {
      const provider = deps.providers.configured.find((one) => one.app === app);
      const { journal, journalUrl } = provider ?? {};
      if (!provider || !journal || !journalUrl || !deps.readsJournals.includes(provider.id))
        return { kind: 'off' };
      const { isAtEnd, ...part } = await readJournal(deps, { ...provider, journal, journalUrl }, offset);
      return { kind: 'read', ...part, nextInMs: isAtEnd ? journal.pollSeconds * SECOND : 0 };
    },
  };
}
