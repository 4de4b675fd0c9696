// What every run answers to, whatever decides its steps.

import { setHandler } from '@temporalio/workflow';
import type { Ledger } from '../src/domain/run.ts';
import type { AccountWatch } from './account-watch.ts';
import { accountChanged, cancelRun, decline, runLedger, runStatus } from './messages.ts';

export interface AddressedRun {
  readonly watch: AccountWatch;
  readonly ledger: Ledger;
  cancel(): void;
}

export function handleRunMessages(run: AddressedRun): void {
  setHandler(accountChanged, (change) => run.watch.note(change), {
    description: 'An account this run uses changed',
  });
  setHandler(decline, ({ account }) => run.watch.noteDecline(account), {
    description: 'The person will not reauthorize this account: stop waiting for it',
  });
  setHandler(cancelRun, () => run.cancel(), { description: 'End the run with what it has' });
  setHandler(runLedger, () => run.ledger);
  setHandler(runStatus, () => ({
    state: run.ledger.state,
    verdict: run.ledger.verdict,
    pausedOn: run.ledger.pausedOn,
  }));
}
