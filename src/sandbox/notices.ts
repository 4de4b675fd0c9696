// A provider says by itself that access has ended: it posts to the product, or keeps it in a journal for the product to read.
// Saying so ends nothing, so a notice can be false; `revoke` ends a grant, and says nothing.

import { ControlError } from './control-error.ts';
import type { SandboxProvider } from './provider.ts';

/** What the product answered; null where the notice is kept for it. */
export interface NoticeAnswer {
  readonly status: number | null;
  readonly body: string;
}

export async function notify(
  { id, notices }: SandboxProvider,
  input: { readonly user: string; readonly event: string; readonly url?: string; readonly times: number },
): Promise<NoticeAnswer> {
  if (!notices?.events.includes(input.event)) {
    const has = notices ? `It has: ${notices.events.join(', ')}.` : 'It sends none at all.';
    throw new ControlError(`The sandbox's ${id} has no notice "${input.event}". ${has}`);
  }
  const notice = notices.make(input.user, input.event);
  if (notice.kind === 'kept') return { status: null, body: '' };
  if (!input.url) throw new ControlError(`Say where ${id} is to send it: a url.`);
  let answer: NoticeAnswer = { status: null, body: '' };
  // The very same request again, as a provider sends it that missed the answer.
  for (let time = 0; time < input.times; time += 1) {
    const { headers, body } = notice;
    const response = await fetch(input.url, { method: 'POST', headers, body });
    answer = { status: response.status, body: await response.text() };
  }
  return answer;
}
