// Workflows that live for years can be asked to begin a new history: what the old one holds was sealed with the keys, and written by
// the code, of another time. Each does so when nothing is in its hands, and takes along what it takes along anyway.

import { patched, setHandler } from '@temporalio/workflow';
import { renewHistory } from './messages.ts';

export interface Renewal {
  readonly isWanted: boolean;
}

export function listenForRenewal(wake: () => void = () => {}): Renewal {
  let isWanted = false;
  setHandler(
    renewHistory,
    () => {
      // One that a worker of an earlier version has let pass says nothing of what was done after it: it has to be sent again.
      if (!patched('renew-history')) return;
      isWanted = true;
      wake();
    },
    { description: 'Begin a new history as soon as nothing is in hand. May be sent any number of times.' },
  );
  return {
    get isWanted() {
      return isWanted;
    },
  };
}
