// The query resource and its pages. Read 2026-11-24: REST API guide, "Query". A page holds 2,000 records unless the client
// asks for 200 to 2,000; the rest waits under a locator that belongs to its user, dies after a while, and is displaced
// when a user has too many open.

import type { DataCall, DataRoute } from '../data-call.ts';
import { type Answer, answerJson } from '../http/answer.ts';
import { randomText } from '../oauth/token-text.ts';
import type { SandboxState } from '../state.ts';
import { apiErrors } from './errors.ts';
import { parseSoql } from './soql-parse.ts';
import { runSoql, type SoqlResult } from './soql-run.ts';
import { SoqlError } from './soql-tokens.ts';

interface Cursor {
  readonly user: string;
  readonly result: SoqlResult;
  readonly batchSize: number;
  readonly version: string;
  readonly openedAt: number;
}

const LARGEST_BATCH = 2000;
const SMALLEST_BATCH = 200;
// Salesforce keeps ten open cursors a user; the oldest gives way.
const CURSORS_PER_USER = 10;
// A longer address is refused by the front end with 414.
const LONGEST_URL = 16_384;

export function queryRoutes(state: SandboxState): readonly DataRoute[] {
  const cursors = new Map<string, Cursor>();

  const open = (call: DataCall): Answer => {
    const { request, knobs } = call;
    const text = request.query.get('q');
    if (request.path.length + request.query.toString().length > LONGEST_URL) {
      return apiErrors(414, 'URI_TOO_LONG', 'The request URI is longer than the server takes.');
    }
    if (!text) return apiErrors(400, 'MALFORMED_QUERY', 'A query string has to be specified');
    try {
      const query = parseSoql(text);
      const result = runSoql(call.tenant.organization, query);
      if (query.fields === 'count') {
        return answerJson(200, { totalSize: result.records.length, done: true, records: [] });
      }
      const batchSize = Math.min(askedBatch(call), knobs.pageLimit ?? LARGEST_BATCH);
      const cursor: Cursor = {
        user: call.grant.user,
        result,
        batchSize,
        version: call.parameters.version!,
        openedAt: Date.now(),
      };
      const id = `01g5e${randomText(10).replace(/[-_]/g, '0')}`;
      if (result.records.length > batchSize) keep(cursors, id, cursor);
      return page(id, cursor, 0);
    } catch (error) {
      if (error instanceof SoqlError) return apiErrors(400, error.errorCode, error.message);
      throw error;
    }
  };

  const more = (call: DataCall): Answer => {
    const { locator = '', start = '' } = call.parameters;
    const cursor = cursors.get(locator);
    const lifeMs = state.pace.realMs(call.knobs.cursorLifetimeSeconds);
    const isOver = cursor !== undefined && Date.now() - cursor.openedAt >= lifeMs;
    if (isOver) cursors.delete(locator);
    if (!cursor || isOver || cursor.user !== call.grant.user) {
      return apiErrors(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
    }
    return page(locator, cursor, Number(start));
  };

  const pattern = '^/services/data/(?<version>v\\d+\\.0)/query';
  return [
    { method: 'GET', pattern: new RegExp(`${pattern}/?$`), effect: 'read', handle: open },
    {
      method: 'GET',
      pattern: new RegExp(`${pattern}/(?<locator>01g\\w+)-(?<start>\\d+)$`),
      effect: 'read',
      handle: more,
    },
  ];
}

function page(id: string, cursor: Cursor, start: number): Answer {
  const { records, project } = cursor.result;
  const end = start + cursor.batchSize;
  const done = end >= records.length;
  return answerJson(200, {
    totalSize: records.length,
    done,
    ...(done ? {} : { nextRecordsUrl: `/services/data/${cursor.version}/query/${id}-${end}` }),
    records: records.slice(start, end).map(project),
  });
}

function askedBatch(call: DataCall): number {
  const asked = /batchSize=(\d+)/i.exec(String(call.request.headers['sforce-query-options'] ?? ''))?.[1];
  if (asked === undefined) return LARGEST_BATCH;
  return Math.min(LARGEST_BATCH, Math.max(SMALLEST_BATCH, Number(asked)));
}

function keep(cursors: Map<string, Cursor>, id: string, cursor: Cursor): void {
  const own = [...cursors].filter(([, { user }]) => user === cursor.user);
  for (const [oldest] of own.slice(0, Math.max(0, own.length - CURSORS_PER_USER + 1))) cursors.delete(oldest);
  cursors.set(id, cursor);
}
