// What `npm run bench -- --json` ends with; README.md says how each is measured.

import type { HerdFigures } from './announced-herd.ts';

export interface BenchFigures extends HerdFigures {
  readonly exchangesPerBoundary: number;
  readonly callerErrorsAtBoundary: number;
  readonly resolveOverSelect: number;
  readonly permitOverResolve: number;
  readonly herdPeakOverMeanSimulated: number;
  readonly toolCallOverheadMsP50: number;
  readonly bareCallMsP50: number;
  readonly resumeMsP50: number;
  readonly noticeMsP50: number;
  readonly accountsPerBox: number;
  /** Of the machine: what else was going on. */
  readonly loadAverage: { readonly before: number; readonly after: number };
}
