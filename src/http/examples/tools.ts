// A tool in the examples, and the four ways a call of it ends.

import type { ToolAnswer } from '../call-tool.ts';
import * as cast from './cast.ts';

export const channelsTool = {
  name: 'slack.list_channels',
  provider: 'slack',
  scopes: ['channels:read'],
  effect: 'read' as const,
  description: 'Reads all public channels of the workspace. The row key is the channel id.',
  inputSchema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      includeArchived: { type: 'boolean', default: false },
      pageSize: { type: 'integer', minimum: 1, maximum: 1000, default: 200 },
    },
    additionalProperties: false,
  },
};

export const callRequest = { input: { method: 'GET', path: '/account-info/v3/details' } };

const receipt = {
  rows: 1,
  announced: null,
  unmatched: 0,
  pages: 1,
  lastPageSeen: true,
  tokenVersions: [12, 12],
  startedAt: '2026-11-25T01:00:01.041Z',
  finishedAt: '2026-11-25T01:00:01.049Z',
  facts: { httpStatus: 200 },
};

export const toolAnswers: Record<ToolAnswer['status'], ToolAnswer> = {
  ok: {
    status: 'ok',
    result: {
      value: {
        status: 200,
        headers: { 'content-type': 'application/json;charset=utf-8' },
        body: { portalId: 40000000, timeZone: 'Europe/Berlin', companyCurrency: 'EUR' },
      },
    },
    receipt,
  },
  empty: {
    status: 'empty',
    receipt: { ...receipt, rows: 0, announced: 0, facts: { drifts: 0, recounted: null, announcedFirst: 0 } },
  },
  blocked: { status: 'blocked', state: 'reauth_required', reauthUrl: cast.reauthUrl },
  failed: {
    status: 'failed',
    problem: {
      code: 'tool.refused',
      message: 'HubSpot refused the request with 400: the property "amout" does not exist.',
      facts: { status: 400 },
    },
  },
};
