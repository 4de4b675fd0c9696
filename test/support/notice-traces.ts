// The claim every story of notices ends with: of all they left behind that somebody else may come to read (histories, tables, logs,
// what the API shows of them), nothing lets anybody in or names an address it need not.

import { expect, it } from 'vitest';
import { readable } from './canary.ts';
import { linksOf, type NoticeStage } from './notice-stage.ts';
import { openHistory } from './open-history.ts';

export function leavesNoLinks(stage: () => NoticeStage): void {
  it('keeps links and addresses out of histories, tables, logs and answers', async () => {
    const { links, ...kept } = await readTraces(stage());

    expect(links.length).toBeGreaterThan(5);
    expect(kept.noticeEvents).toBeGreaterThan(50);
    expect(kept.noticeHistories).not.toContain('@customer.example');
    // The search can see into histories, and what the API answers is not nothing.
    expect(kept.histories).toContain('\\"kind\\":\\"attempted\\"');
    expect(kept.answers).toContain('@customer.example');
    const texts = Object.values(kept).join();
    expect(links.filter((link) => texts.includes(link.split('.').at(-1)!))).toEqual([]);
  });
}

interface NoticeTraces {
  /** All that were sent. */
  readonly links: readonly string[];
  readonly histories: string;
  /** Of them, those that tell people. */
  readonly noticeHistories: string;
  readonly noticeEvents: number;
  readonly tables: string;
  readonly logs: string;
  readonly answers: string;
}

async function readTraces(stage: NoticeStage): Promise<NoticeTraces> {
  const { mail, pool, temporal, world } = stage;
  const links = mail.received.flatMap(({ text }) => linksOf(text ?? ''));
  let histories = '';
  let noticeHistories = '';
  let noticeEvents = 0;
  for await (const { workflowId, runId } of temporal.client.workflow.list()) {
    const { events } = await openHistory(temporal.client, workflowId, runId);
    const text = readable(events);
    histories += text;
    if (!workflowId.startsWith('notice:')) continue;
    noticeHistories += text;
    noticeEvents += events.length;
  }
  let tables = '';
  for (const name of ['notice_asks', 'notices', 'notice_messages', 'events']) {
    tables += JSON.stringify((await pool.query(`select * from ${name}`)).rows);
  }
  return {
    links,
    histories,
    noticeHistories,
    noticeEvents,
    tables,
    // The files: a worker that was killed wrote, too.
    logs: world.logOf('api') + world.logOf('worker'),
    answers: JSON.stringify(await Promise.all(stage.customers.map((customer) => customer.notices()))),
  };
}
