// What notices run on: the mail server, the tenants' own Slack accounts, the operator's address, the times. Wired here, because
// it joins the configuration, the links and the tools.

import { createNoticeSenders } from '../activities/notice-senders.ts';
import type { NoticeDeps } from '../activities/notices.ts';
import { type Config, mailOf } from './config.ts';
import { SECOND } from './domain/time.ts';
import { createMailer } from './notices/mailer.ts';
import { createPersonBook } from './notices/person-book.ts';
import { createNoticeReader } from './notices/read-notice.ts';
import type { Services } from './services.ts';
import type { NoticeClient } from './temporal/notice-client.ts';
import type { ToolRuntime } from './tool-runtime.ts';
import type { ReauthLinks } from './vault/reauth-links.ts';

export function openNotices(
  config: Config,
  {
    pool,
    providers,
    links,
    noticeClient,
    openFetch,
  }: Pick<Services, 'pool' | 'providers'> & {
    readonly links: ReauthLinks;
    readonly noticeClient: NoticeClient;
    readonly openFetch: ToolRuntime['openFetch'];
  },
): NoticeDeps & { close(): void } {
  const mail = mailOf(config);
  const mailer = mail && createMailer(mail);
  return {
    pool,
    people: createPersonBook({ pool, operatorEmail: config.FIRSTLIGHT_OPERATOR_EMAIL ?? null }),
    // A provider that was taken out of the configuration meanwhile keeps nobody from being told of the others.
    readNotice: createNoticeReader({
      pool,
      links,
      nameOfProvider: (id) => providers.configured.find((one) => one.id === id)?.name ?? id,
    }),
    senders: createNoticeSenders({ pool, mailer, openFetch }),
    noticeClient,
    timings: {
      gatherMs: config.FIRSTLIGHT_NOTICE_GATHER_SECONDS * SECOND,
      betweenMs: config.FIRSTLIGHT_NOTICE_BETWEEN_SECONDS * SECOND,
      escalateAfterMs: config.FIRSTLIGHT_NOTICE_ESCALATE_SECONDS * SECOND,
    },
    retryTableMs: config.FIRSTLIGHT_NOTICE_RETRY_SECONDS.map((waitSeconds) => waitSeconds * SECOND),
    close: () => mailer?.close(),
  };
}
