// Everything notices leave behind that somebody else may come to read: histories, tables, logs, and what the API shows of them.

import { readable } from './canary.ts';
import { linksOf, type NoticeStage } from './notice-stage.ts';

export interface NoticeTraces {
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

export async function readNoticeTraces(stage: NoticeStage): Promise<NoticeTraces> {
  const { mail, pool, temporal, world } = stage;
  const links = mail.received.flatMap(({ text }) => linksOf(text ?? ''));
  let histories = '';
  let noticeHistories = '';
  let noticeEvents = 0;
  for await (const { workflowId, runId } of temporal.client.workflow.list()) {
    const { events } = await temporal.client.workflow.getHandle(workflowId, runId).fetchHistory();
    const text = readable(events);
    histories += text;
    if (!workflowId.startsWith('notice:')) continue;
    noticeHistories += text;
    noticeEvents += events!.length;
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
    logs: world.stack.api().output() + world.stack.worker().output(),
    answers: JSON.stringify(await Promise.all(stage.customers.map((customer) => customer.notices()))),
  };
}
