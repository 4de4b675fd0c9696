// Does a worker poll each of our task queues? A provider app has a queue of its own, so one that was added to the settings while
// the workers went on is found here.

import { taskQueues as queues } from '../domain/task-queues.ts';
import { countPollers, type QueueKind, readStoppedWorkers } from '../temporal/list-pollers.ts';
import { readServerClock } from '../temporal/server-clock.ts';
import type { Check } from './check.ts';
import { broken, count, type Finding, ok } from './finding.ts';
import { opened } from './house.ts';

interface Queue {
  readonly name: string;
  readonly kind: QueueKind;
  /** What stands still without it. */
  readonly work: string;
}

const always: readonly Queue[] = [
  { name: queues.workflows, kind: 'workflows', work: 'nothing is decided' },
  { name: queues.workflows, kind: 'activities', work: 'accounts and runs stand still' },
  { name: queues.tools, kind: 'activities', work: 'no tool is called' },
  { name: queues.deliveries, kind: 'activities', work: 'no webhook and no notice is sent' },
];

export const taskQueues: Check = {
  name: 'task queues',
  needs: ['namespace', 'providers'],
  async examine({ parts }) {
    const temporal = opened(parts.namespace);
    const apps = opened(parts.providers).configured.map(
      ({ app }): Queue => ({
        name: queues.exchanges(app),
        kind: 'activities',
        work: `no token of ${app} is refreshed`,
      }),
    );
    const isStopped = await readStoppedWorkers(temporal);
    const now = (await readServerClock(temporal)) ?? Date.now();
    const all = [...always, ...apps];
    const pollers = await Promise.all(all.map((queue) => countPollers(temporal, queue, now, isStopped)));
    const lonely = all.filter((_, index) => pollers[index] === 0);
    if (lonely.length === 0) {
      return [ok(`${count(Math.min(...pollers), 'worker')} or more on each of ${all.length} queues.`)];
    }
    if (lonely.length === all.length) {
      return [
        broken(
          'No worker polls: accounts are not refreshed and runs stand still.',
          'Start one: `firstlight worker`.',
        ),
      ];
    }
    return lonely.map(
      ({ name, kind, work }): Finding =>
        broken(
          `No worker polls ${name} (${kind}): ${work}.`,
          'Start the workers again with the settings given here; each polls all of our queues.',
        ),
    );
  },
};
