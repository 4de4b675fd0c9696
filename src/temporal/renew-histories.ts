// Has the workflows that live for years begin a new history, where the present one holds what another key than today's has sealed, or
// nobody; and waits until they have. What is no such workflow (a run, its late fill) keeps its history to its end, and is named.

import { WorkflowNotFoundError } from '@temporalio/client';
import { renewHistory } from '../../workflows/messages.ts';
import { SECOND } from '../domain/time.ts';
import type { TemporalClient } from './connection.ts';
import type { Seals } from './seals.ts';
import { listOurs, type RunningWorkflow, type SealedWorkflow, surveySeals } from './survey-seals.ts';

/** Those that listen for `renewHistory` (workflows/renewal.ts). */
const renewable = new Set([
  'accountWorkflow',
  'providerAppWorkflow',
  'journalWorkflow',
  'duskWorkflow',
  'deliveryWorkflow',
  'noticeWorkflow',
]);

export const canBeRenewed = ({ type }: Pick<RunningWorkflow, 'type'>): boolean => renewable.has(type);

/** Whether somebody who has this key alone could not go on with it. */
export const needsAnotherKey = ({ keys }: Seals, sealingKeyId: string): boolean =>
  [...keys].some((key) => key !== sealingKeyId);

export interface Renewal {
  readonly renewed: number;
  /** As they stand now, those that could be renewed and were not in time among them. */
  readonly left: readonly SealedWorkflow[];
}

export interface RenewalOptions {
  readonly sealingKeyId: string;
  /** Begin anew what holds something that nobody sealed, too. */
  readonly sealsAll: boolean;
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (words: string) => void;
}

const usualPatienceMs = 60 * SECOND;
const lookAgainMs = SECOND / 2;
const atOnce = 25;

export async function renewHistories(temporal: TemporalClient, options: RenewalOptions): Promise<Renewal> {
  const { sealingKeyId, sealsAll, patienceMs = usualPatienceMs, signal, onProgress = () => {} } = options;
  const isOld = ({ seals }: SealedWorkflow): boolean =>
    needsAnotherKey(seals, sealingKeyId) || (sealsAll && seals.plain > 0);
  const look = async (workflows: readonly RunningWorkflow[]): Promise<SealedWorkflow[]> => {
    const { found } = await surveySeals(temporal, workflows, {
      giveUpAt: Number.POSITIVE_INFINITY,
      onProgress: (seen) => onProgress(`${seen} of ${workflows.length} histories`),
    });
    return found.filter(isOld);
  };

  const old = await look(await listOurs(temporal));
  const asked = old.filter(canBeRenewed);
  for (let from = 0; from < asked.length && !signal?.aborted; from += atOnce) {
    await Promise.all(asked.slice(from, from + atOnce).map(({ id }) => ask(temporal, id)));
  }
  let waiting: readonly SealedWorkflow[] = asked;
  const giveUpAt = Date.now() + patienceMs;
  while (waiting.length > 0 && Date.now() < giveUpAt && !signal?.aborted) {
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
    waiting = await look(waiting);
  }
  return {
    renewed: asked.length - waiting.length,
    left: [...waiting, ...old.filter((one) => !canBeRenewed(one))],
  };
}

async function ask({ client }: TemporalClient, workflowId: string): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId).signal(renewHistory);
  } catch (error) {
    // It has ended, so nobody needs to open it to go on.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
