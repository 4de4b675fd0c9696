// What every model is told before its instructions: how this run's tools answer. Short, because it is read at every turn.

import { finalAnswerName, readRowsName } from './offered-tools.ts';

export const preamble = (wantsAnswer: boolean): string =>
  `You work through tools. How they answer:
- Each result names its call, e.g. "call": "t2.1", and says "status": ok (all of it is there), empty (proven: there is nothing), incomplete, failed (read "note", correct the call), or unavailable.
- Results can be large. You see the first rows; ${readRowsName} shows more. You need not see rows to use them: wherever a tool's input takes rows, {"rowsOf": "t2.1"} hands over all rows of that call.
- Calls that do not need each other belong into one turn.
- Calls may take hours; that is in order. Never make a write again that ended ok.
- Every call is on record. Whether this run is complete is decided by the record, not by what you say; so do not fill gaps with guesses, and name what is missing.
- ${wantsAnswer ? `When everything is done, call ${finalAnswerName} alone.` : 'When everything is done, answer in words without calling a tool.'}`;
