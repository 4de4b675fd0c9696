// Run kind `dealReport`: the night this product was built for. Its plan stands in src/domain/deal-report.ts.

import { type DealReportOrder, planDealReport } from '../src/domain/deal-report.ts';
import type { Ledger } from '../src/domain/run.ts';
import type { RunInput } from './run-input.ts';
import { runPlan } from './steps.ts';

export interface DealReportInput extends RunInput, DealReportOrder {}

export async function dealReport(input: DealReportInput): Promise<Ledger> {
  return runPlan(input, planDealReport(input));
}
