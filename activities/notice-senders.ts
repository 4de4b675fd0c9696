// The ways to a person: e-mail by SMTP, Slack by the product's own tool, on an account the tenant connected for it. Each says
// whether it was sent, will never be, or is worth another try. Nothing of what is sent is in what they answer.

import { Failure } from '../src/domain/failures.ts';
import type { AccountId } from '../src/domain/ids.ts';
import type { NoticeChannel, PersonRef } from '../src/domain/notice.ts';
import { MINUTE } from '../src/domain/time.ts';
import type { Mailer, SendOutcome } from '../src/notices/mailer.ts';
import type { ReadableNotice } from '../src/notices/read-notice.ts';
import type { Pool } from '../src/store/db.ts';
import { loadMessageCheckpoint, type MessageRow, saveMessageCheckpoint } from '../src/store/notices.ts';
import type { ToolRuntime } from '../src/tool-runtime.ts';
import { createInMemoryStep } from './tools/in-memory-step.ts';
import { runTool } from './tools/run-tool.ts';
import { slackPostMessage } from './tools/slack-post-message.ts';

export type NoticeSenders = {
  readonly [Channel in NoticeChannel]: (
    person: PersonRef,
    message: MessageRow,
    notice: ReadableNotice,
  ) => Promise<SendOutcome>;
};

export interface SenderDeps {
  readonly pool: Pool;
  /** Null: no SMTP server is set. */
  readonly mailer: Mailer | null;
  readonly openFetch: ToolRuntime['openFetch'];
}

/** As long as Slack's tool may take with a rate limit in its way. */
const slackPatienceMs = 2 * MINUTE;

export function createNoticeSenders({ pool, mailer, openFetch }: SenderDeps): NoticeSenders {
  return {
    async email(_person, message, { subject, text, html, inReplyTo }) {
      if (!mailer) return { kind: 'again', reason: 'the operator has set no SMTP server (SMTP_URL)' };
      return mailer.send({ to: message.address, id: message.notice, subject, text, html, inReplyTo });
    },

    async slack({ tenant }, message, { text }) {
      const [account, channel] = message.address.split('/');
      // The tool posts once: how far it got stands with the message, for whoever comes after a crash.
      const step = {
        ...createInMemoryStep(),
        loadCheckpoint: () => loadMessageCheckpoint(pool, message),
        savePage: ({ checkpoint }: { readonly checkpoint: Parameters<typeof saveMessageCheckpoint>[2] }) =>
          saveMessageCheckpoint(pool, message, checkpoint),
      };
      const call = { tenant: tenant!, account: account as AccountId, input: { channel: channel!, text } };
      const signal = AbortSignal.timeout(slackPatienceMs);
      const deps = {
        openFetch,
        step,
        callKey: `${tenant}:${message.notice}`,
        signal,
        heartbeat: () => {},
      };
      try {
        const result = await runTool(slackPostMessage, deps, call);
        if (result.status === 'ok' || result.status === 'empty') return { kind: 'sent' };
        if (result.status === 'blocked')
          return { kind: 'again', reason: `the Slack account is ${result.state}` };
        const kind = result.problem.code === 'tool.outcome_unknown' ? 'unknown' : 'refused';
        return { kind, reason: result.problem.code };
      } catch (error) {
        if (error instanceof Failure) return { kind: 'again', reason: error.code };
        if (signal.aborted) return { kind: 'again', reason: 'no answer in time' };
        throw error;
      }
    },
  };
}
