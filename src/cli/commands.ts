// The commands, in the order the overview has them. One that is not here does not exist.

import { accountCommands } from './accounts.ts';
import { importAccounts } from './accounts-import.ts';
import type { Command } from './command.ts';
import { doctor } from './doctor.ts';
import { eventCommands } from './events.ts';
import { showMasterKeys } from './keys.ts';
import { rotateMasterKeys } from './keys-rotate.ts';
import { preflight } from './preflight.ts';
import { ledgerCommands } from './run-ledger.ts';
import { transcriptCommands } from './run-transcript.ts';
import { watchCommands } from './run-watch.ts';
import { runCommands } from './runs.ts';
import { startCommands } from './schedule-starts.ts';
import { scheduleCommands } from './schedules.ts';

export const commands: readonly Command[] = [
  ...accountCommands,
  importAccounts,
  ...runCommands,
  ...ledgerCommands,
  ...transcriptCommands,
  ...watchCommands,
  ...eventCommands,
  ...scheduleCommands,
  ...startCommands,
  preflight,
  doctor,
  // Before the command whose word is the first of its own.
  rotateMasterKeys,
  showMasterKeys,
];
