// Has the database the schema of this version? Opening it has found out; what is missing is mended by migrating.

import type { Check } from './check.ts';
import { ok } from './finding.ts';

export const schema: Check = {
  name: 'schema',
  needs: ['schema'],
  examine: async () => [ok('It is the schema of this version.')],
};
