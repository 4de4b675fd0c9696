// What every run workflow is started with.

import type { RunId, TenantId } from '../src/domain/ids.ts';
import type { OnDeadline } from '../src/domain/run.ts';

export interface RunInput {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly kind: string;
  readonly name: string;
  readonly deadlineAt: number | null;
  readonly onDeadline: OnDeadline;
}
