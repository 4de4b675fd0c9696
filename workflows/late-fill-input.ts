// What a late fill is started with, by the run that ends with gaps.

import type { LateFill, Ledger, StepPlan, ToolSpec } from '../src/domain/run.ts';

export interface LateFillInput {
  /** As the run left it. */
  readonly ledger: Ledger & { readonly lateFill?: LateFill };
  readonly plan: readonly StepPlan[];
  /** As the run recorded them: a deploy must not change them under it. */
  readonly tools: readonly ToolSpec[];
  readonly labels: Readonly<Record<string, string>>;
  readonly lastSequence: number;
}
