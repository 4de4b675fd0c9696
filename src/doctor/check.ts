// One thing the doctor looks at: which parts of the house it needs, and what it finds there.

import type { Finding } from './finding.ts';
import type { House } from './house.ts';

export interface Check {
  readonly name: string;
  /** Parts without which nothing can be said. */
  readonly needs: readonly (keyof House['parts'])[];
  /** At least one finding; several where several things are wrong. */
  examine(house: House): Promise<readonly Finding[]>;
}
