// What Slack's Events API sends of access that has ended. Read 2026-11-24: docs.slack.dev, reference/events/tokens_revoked and
// app_uninstalled, authentication/verifying-requests-from-slack. The request is signed; it names people and bots, no token.

import { createHmac, randomUUID } from 'node:crypto';
import type { MakeNotice } from '../notice.ts';
import type { SandboxState } from '../state.ts';
import { slackUserIdOf } from './workspace.ts';

export const slackNotices = (
  state: SandboxState,
): { readonly events: readonly string[]; make: MakeNotice } => ({
  events: ['tokens_revoked', 'app_uninstalled', 'url_verification'],
  make(user, event) {
    const person = state.world.findPerson(user)!;
    const { workspace } = state.world.findTenant(person.tenant)!;
    const client = state.clients.of('slack');
    const tokens = { oauth: [slackUserIdOf(person)], bot: [workspace.botUserId] };
    const body = JSON.stringify(
      event === 'url_verification'
        ? { type: event, challenge: randomUUID() }
        : {
            type: 'event_callback',
            api_app_id: workspace.appId,
            team_id: workspace.id,
            event: { type: event, ...(event === 'tokens_revoked' && { tokens }) },
            event_id: `Ev${randomUUID().replaceAll('-', '').toUpperCase().slice(0, 10)}`,
            event_time: Math.floor(Date.now() / 1000),
          },
    );
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', client.noticeSecret)
      .update(`v0:${timestamp}:${body}`)
      .digest('hex');
    return {
      kind: 'request',
      headers: {
        'content-type': 'application/json',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
      },
      body,
    };
  },
});
