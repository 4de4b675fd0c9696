// preflightWorkflow: one per night of a schedule, or per question somebody asks. Before a run begins it announces the use of
// its accounts, asks the providers about each, looks ahead over the whole run, and has people asked while they are still at
// work. Everything about single accounts stands in rows; here is the order of things, the counts and the worst.

import {
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { PartDone, PreflightActivities, PreflightPart } from '../activities/contract.ts';
import { preflightIdOf } from '../src/domain/ids.ts';
import type { PreflightFindings } from '../src/domain/preflight.ts';
import { preflightActivityOptions } from './activity-options.ts';
import { type PreflightInput, preflightForecast } from './messages.ts';
import { describePreflight } from './preflight-details.ts';
import { tenantKey } from './search-attributes.ts';

const preflights = proxyActivities<PreflightActivities>(preflightActivityOptions);

/** Nobody is kept in the dark for longer, however many accounts there are. */
const longestSilenceMs = 10 * 60_000;

export async function preflightWorkflow(input: PreflightInput): Promise<PreflightFindings> {
  const { tenant, schedule, run, from, until } = input;
  const ref = { tenant, preflight: preflightIdOf(workflowInfo().workflowId) };
  let findings: PreflightFindings | null = null;
  let isUnderWay = 'begins';
  setHandler(preflightForecast, () => findings);
  const show = (what: string): void => {
    isUnderWay = what;
    setCurrentDetails(describePreflight(input, isUnderWay, findings));
  };
  upsertSearchAttributes([{ key: tenantKey, value: tenant }]);
  show('begins');

  const opened = await preflights.openPreflight.executeWithOptions(
    { summary: 'which accounts, which tools' },
    [{ ...ref, schedule, run, from, until, accounts: input.accounts ?? null }],
  );
  const { accounts } = opened;
  if (run) {
    // Whoever must act hears of everything at once, when all have been asked about.
    const noticesStartAt = Date.now() + Math.min(opened.probingMs, longestSilenceMs);
    show(`announces the use of ${accounts} accounts`);
    await eachPart((part) =>
      preflights.announceUse.executeWithOptions(
        { summary: `announce the use, after ${part.after || 'the first'}` },
        [{ ...part, noticesStartAt }],
      ),
    );
  }
  show(`asks the providers about ${accounts} accounts`);
  await eachPart((part, done) =>
    preflights.probeAccounts.executeWithOptions(
      { summary: `ask the providers: ${done} of ${accounts} done` },
      [part],
    ),
  );
  findings = await preflights.foresee.executeWithOptions({ summary: 'look ahead over the whole run' }, [ref]);
  show('has people asked');
  await eachPart((part) =>
    preflights.tellForeseen.executeWithOptions({ summary: `${findings!.willNotSurvive} will not survive` }, [
      part,
    ]),
  );
  await preflights.closePreflight.executeWithOptions({ summary: 'done' }, [ref]);
  show('done');
  return findings;

  async function eachPart(work: (part: PreflightPart, done: number) => Promise<PartDone>): Promise<void> {
    let done = 0;
    let after: string | null = '';
    while (after !== null) {
      const part: PartDone = await work({ ...ref, after }, done);
      done += part.done;
      after = part.next;
    }
  }
}
