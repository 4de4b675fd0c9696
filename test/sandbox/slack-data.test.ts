// Slack's Web API by plain requests, and Slack's own SDK unchanged as a referee (providers page, section 7).

import { WebClient } from '@slack/web-api';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { get, mint, postForm, send, sendJson } from './requests.ts';

let sandbox: Sandbox;
const method = (name: string) => `${sandbox.origins.slack}/api/${name}`;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());
afterEach(() => sandbox.control.clearFaults());

const channelNamed = async (token: string, name: string) => {
  const { body } = await get(method('conversations.list'), token);
  return body.channels.find((channel: { name: string }) => channel.name === name).id as string;
};

describe('conversations.list', () => {
  it('may give short and empty pages before the end, which only an empty cursor is', async () => {
    const { access } = await mint(sandbox, 'slack');
    const sizes: number[] = [];
    let cursor = '';
    do {
      const { body } = await postForm(method('conversations.list'), {
        token: access,
        limit: '1',
        exclude_archived: 'true',
        cursor,
      });
      sizes.push(body.channels.length);
      cursor = body.response_metadata.next_cursor;
    } while (cursor !== '');
    expect(sizes).toEqual([1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0]);
  });

  it.each([
    [{ cursor: 'bm93aGVyZQ==' }, 'invalid_cursor'],
    [{ limit: '1001' }, 'invalid_limit'],
  ])('refuses %j', async (given, error) => {
    const { access } = await mint(sandbox, 'slack');
    const { body } = await postForm(method('conversations.list'), { token: access, ...given });
    expect(body.error).toBe(error);
  });

  it('says which scope it takes and which there are', async () => {
    const { access } = await mint(sandbox, 'slack', { scopes: ['chat:write'] });
    const { status, body } = await get(method('conversations.list'), access);
    expect([status, body]).toEqual([
      200,
      { ok: false, error: 'missing_scope', needed: 'channels:read', provided: 'chat:write' },
    ]);
  });
});

describe('chat.postMessage', () => {
  it('takes a form with nested JSON texts and a JSON body, and keeps the metadata for who asks', async () => {
    const { access } = await mint(sandbox, 'slack');
    const channel = await channelNamed(access, 'general');
    const metadata = { event_type: 'test', event_payload: { key: 'a' } };
    const form = { token: access, channel, text: 'by form', metadata: JSON.stringify(metadata) };
    const first = (await postForm(method('chat.postMessage'), form)).body;
    const json = { channel, text: 'by JSON', metadata };
    const second = (await sendJson('POST', method('chat.postMessage'), access, json)).body;

    expect(first).toMatchObject({ ok: true, channel, message: { text: 'by form', metadata } });
    expect(second.ts > first.ts).toBe(true);
    const read = async (extra: Record<string, string>) =>
      (await postForm(method('conversations.history'), { token: access, channel, ...extra })).body;
    const whole = await read({ include_all_metadata: 'true', limit: '1' });
    expect(whole).toMatchObject({ ok: true, has_more: true, messages: [{ text: 'by JSON', metadata }] });
    const rest = await read({ cursor: whole.response_metadata.next_cursor });
    expect(rest.messages[0].text).toBe('by form');
    expect(rest.messages[0].metadata).toBeUndefined();
    expect((await read({ oldest: first.ts })).messages).toHaveLength(1);
    expect(
      (await sandbox.control.readChannel({ tenant: 'acme', channel: 'general' })).messages,
    ).toMatchObject([{ text: 'by form', metadata }, { text: 'by JSON' }]);
  });

  it.each([
    [{ channel: 'C0NOBODY' }, 'channel_not_found'],
    [{ channel: 'old-deals' }, 'is_archived'],
    [{ channel: 'random' }, 'not_in_channel'],
    [{ text: '' }, 'no_text'],
    [{ text: 'x'.repeat(40_001) }, 'msg_too_long'],
    [{ blocks: '{}' }, 'invalid_blocks_format'],
    [{ metadata: '[]' }, 'invalid_metadata_format'],
  ])('refuses %j in a 200', async (changes, error) => {
    const { access } = await mint(sandbox, 'slack');
    const form = { token: access, channel: 'general', text: 'hello', ...(changes as Record<string, string>) };
    const { status, body } = await postForm(method('chat.postMessage'), form);
    expect([status, body.error]).toEqual([200, error]);
  });
});

it('says of a method it does not have that it is unknown', async () => {
  expect((await send(method('fax.send'))).body).toEqual({ ok: false, error: 'unknown_method' });
});

describe('@slack/web-api', () => {
  const clientOf = (token?: string) =>
    new WebClient(token, {
      slackApiUrl: method(''),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    });
  const slack = () => sandbox.providerOverrides.slack!;

  it('refreshes, asks who it is, and lists channels with its own pager', async () => {
    const minted = await mint(sandbox, 'slack');
    const renewed = await clientOf().oauth.v2.access({
      client_id: slack().clientId,
      client_secret: slack().clientSecret,
      grant_type: 'refresh_token',
      refresh_token: minted.refresh,
    });
    const client = clientOf(renewed.access_token);
    expect((await client.auth.test()).ok).toBe(true);
    const names: string[] = [];
    for await (const page of client.paginate('conversations.list', { limit: 5 })) {
      names.push(...(page as unknown as { channels: { name: string }[] }).channels.map(({ name }) => name));
    }
    expect(new Set(names).size).toBe(16);
  });

  it('posts with metadata and reads it back', async () => {
    const client = clientOf((await mint(sandbox, 'slack')).access);
    const channel = await channelNamed(client.token!, 'reports');
    const metadata = { event_type: 'night_report', event_payload: { key: 'one' } };
    const posted = await client.chat.postMessage({ channel, text: 'Good morning', metadata });
    const history = await client.conversations.history({ channel, include_all_metadata: true });
    expect(history.messages![0]).toMatchObject({ ts: posted.ts, text: 'Good morning', metadata });
  });

  it('raises each of its errors for what it is', async () => {
    const minted = await mint(sandbox, 'slack');
    const client = clientOf(minted.access);
    const errorOf = (act: Promise<unknown>) => act.catch((error: unknown) => error);
    await sandbox.control.addFault({
      on: 'data',
      provider: 'slack',
      habit: { kind: 'rate_limited', retryAfterSeconds: 3 },
    });
    expect(await errorOf(client.auth.test())).toMatchObject({
      code: 'slack_webapi_rate_limited_error',
      retryAfter: 3,
    });
    await sandbox.control.addFault({ on: 'data', provider: 'slack', habit: { kind: 'unavailable' } });
    expect(await errorOf(client.auth.test())).toMatchObject({
      code: 'slack_webapi_http_error',
      statusCode: 503,
    });
    await sandbox.control.expireAccessTokens({ grant: minted.grant });
    expect(await errorOf(client.auth.test())).toMatchObject({
      code: 'slack_webapi_platform_error',
      data: { ok: false, error: 'token_expired' },
    });
  });
});
