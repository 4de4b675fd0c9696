// Are the providers' files and client settings readable, and is there a client for every account that lives? Reading them has
// found what is wrong with them.

import { countLivingAccounts } from '../store/census.ts';
import type { Check } from './check.ts';
import { broken, count, ok, warning } from './finding.ts';
import { opened } from './house.ts';

export const providers: Check = {
  name: 'providers',
  needs: ['providers'],
  async examine({ parts }) {
    const configured = opened(parts.providers).configured.map(({ id }) => id);
    const living = parts.schema.kind === 'open' ? await countLivingAccounts(parts.schema.part) : [];
    const orphaned = living.filter(({ provider }) => !configured.includes(provider));
    if (orphaned.length > 0) {
      return orphaned.map(({ provider, count: accounts }) =>
        broken(
          `${count(accounts, 'account')} of ${provider} cannot be refreshed: there is no client for ${provider} here.`,
          `Set ${provider.toUpperCase().replaceAll('-', '_')}_CLIENT_ID and _CLIENT_SECRET, or name its file in FIRSTLIGHT_PROVIDER_FILES, here as for the worker.`,
        ),
      );
    }
    return configured.length > 0
      ? [ok(`There is a client for ${configured.join(', ')}.`)]
      : [
          warning(
            'There is no client for any provider yet, so no account can be connected.',
            'Register an app at a provider and set <PROVIDER>_CLIENT_ID and <PROVIDER>_CLIENT_SECRET.',
          ),
        ];
  },
};
