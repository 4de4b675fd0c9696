// Are our search attributes registered, each of its kind? Without one a workflow task that sets it fails, again and again, and
// the workflow stands still.

import { examineSearchAttributes, registerSearchAttributes } from '../temporal/register-search-attributes.ts';
import type { Check } from './check.ts';
import { broken, ok } from './finding.ts';
import { opened } from './house.ts';

export const searchAttributes: Check = {
  name: 'search attributes',
  needs: ['namespace'],
  async examine({ parts }) {
    const temporal = opened(parts.namespace);
    const { missing, otherwise } = await examineSearchAttributes(temporal);
    if (otherwise.length > 0) {
      return [
        broken(
          `Registered as another type than ours: ${otherwise.join(', ')}.`,
          'Use a namespace of its own for Firstlight: the type of a search attribute cannot be changed.',
        ),
      ];
    }
    if (missing.length === 0) return [ok('All are registered.')];
    return [
      {
        ...broken(
          `Namespace ${temporal.namespace} lacks ${missing.join(', ')}: workflows that set one stand still.`,
          'Run `firstlight migrate`, or --fix.',
        ),
        mend: async () => {
          const done = await registerSearchAttributes(temporal);
          return done.kind === 'registered'
            ? `Registered ${done.added.join(', ')}.`
            : `Nothing was registered: ${done.reason}. Whoever may runs: ${done.commands.join('; ')}`;
        },
      },
    ];
  },
};
