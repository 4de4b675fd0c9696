// journalWorkflow: reads the journal of notices a provider keeps for our app, one entry after the other, for as long as it is
// configured. Where it stands is what its last activity answered, recorded in its history: a worker that dies repeats at most
// one reading, and a hint twice is a hint. It decides when; activities/journal-hints.ts reads.

import {
  condition,
  makeContinueAsNewFunc,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { JournalActivities } from '../activities/contract.ts';
import { describeInstant } from '../src/domain/time.ts';
import { journalActivityOptions } from './activity-options.ts';
import { type JournalInput, journalStatus, readNow } from './messages.ts';
import { listenForRenewal } from './renewal.ts';

const { readJournal } = proxyActivities<JournalActivities>(journalActivityOptions);

/** A replay stays short; carried over is nothing but the offset. */
const longestHistory = 1_000;

export async function journalWorkflow({ app, offset: carried = null }: JournalInput): Promise<void> {
  let offset = carried;
  let [entries, hinted] = [0, 0];
  let isHurried = false;
  setHandler(
    readNow,
    () => {
      isHurried = true;
    },
    { description: 'Read now. May be sent any number of times.' },
  );
  setHandler(journalStatus, () => ({ app, offset, entries, hinted }));
  const renewal = listenForRenewal();

  for (;;) {
    isHurried = false;
    const reading = await readJournal.executeWithOptions({ summary: `after ${offset ?? 'the beginning'}` }, [
      { app, offset },
    ]);
    if (reading.kind === 'off') return;
    offset = reading.offset;
    entries += reading.entries;
    hinted += reading.hinted;
    setCurrentDetails(
      `Read ${entries} entries and hinted ${hinted} accounts since this run of the workflow began; last at ${describeInstant(Date.now())}, offset ${offset ?? 'none'}.`,
    );
    if (reading.nextInMs > 0) {
      await condition(() => isHurried || renewal.isWanted, reading.nextInMs, {
        summary: 'until the journal is read again',
      });
    }
    const isLong = workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > longestHistory;
    if (isLong || renewal.isWanted) {
      await makeContinueAsNewFunc<typeof journalWorkflow>()({ app, offset });
    }
  }
}
