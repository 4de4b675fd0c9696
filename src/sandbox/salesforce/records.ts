// The rest of the REST API the report may use: versions and their resources, limits, one record, many records by id. Read
// 2026-11-24: REST API guide; `GET /services/data/` needs no session.

import { z } from 'zod';
import type { DataCall, DataRoute } from '../data-call.ts';
import { type Answer, answerJson } from '../http/answer.ts';
import { readJsonObject } from '../http/request.ts';
import type { Route } from '../http/route.ts';
import { apiErrors } from './errors.ts';
import { toLongId } from './ids.ts';
import { attributesOf, objectNamed, resolveColumn } from './soql-run.ts';
import { SoqlError } from './soql-tokens.ts';
import { upsertRecords } from './upsert.ts';

const data = '^/services/data/v\\d+\\.0';

export const dailyApiRequests = 100_000;

export const versionsRoute: Route = {
  method: 'GET',
  pattern: /^\/services\/data\/?$/,
  handle: () =>
    answerJson(
      200,
      [
        ['60.0', "Spring '24"],
        ['62.0', "Winter '25"],
        ['66.0', "Spring '26"],
      ].map(([version, label]) => ({ label, url: `/services/data/v${version}`, version })),
    ),
};

export function recordRoutes(
  apiUsage: (call: DataCall) => number,
  identityOf: (call: DataCall) => string,
): readonly DataRoute[] {
  return [
    {
      method: 'GET',
      pattern: /^\/services\/data\/(?<version>v\d+\.0)\/?$/,
      effect: 'read',
      handle: (call) => {
        const base = `/services/data/${call.parameters.version}`;
        return answerJson(200, {
          sobjects: `${base}/sobjects`,
          query: `${base}/query`,
          limits: `${base}/limits`,
          composite: `${base}/composite`,
          identity: identityOf(call),
        });
      },
    },
    {
      method: 'GET',
      pattern: new RegExp(`${data}/limits/?$`),
      effect: 'read',
      handle: (call) =>
        answerJson(200, {
          DailyApiRequests: { Max: dailyApiRequests, Remaining: dailyApiRequests - apiUsage(call) },
          DataStorageMB: { Max: 1024, Remaining: 1000 },
        }),
    },
    {
      method: 'GET',
      pattern: new RegExp(`${data}/sobjects/(?<object>\\w+)/(?<id>\\w+)$`),
      effect: 'read',
      handle: (call) => withSoqlErrors(() => readOne(call)),
    },
    {
      method: 'POST',
      pattern: new RegExp(`${data}/composite/sobjects/(?<object>\\w+)$`),
      effect: 'read',
      handle: (call) => withSoqlErrors(() => readMany(call)),
    },
    {
      method: 'PATCH',
      pattern: new RegExp(`${data}/composite/sobjects/(?<object>\\w+)/(?<field>\\w+)$`),
      effect: 'write',
      handle: (call) => withSoqlErrors(() => upsertRecords(call)),
    },
  ];
}

function readOne(call: DataCall): Answer {
  const fields = call.request.query.get('fields')?.split(',');
  const [record] = project(call, [call.parameters.id!], fields ?? null);
  return record
    ? answerJson(200, record)
    : apiErrors(404, 'NOT_FOUND', 'The requested resource does not exist');
}

const manySchema = z.object({
  ids: z.array(z.string()).min(1).max(2000),
  fields: z.array(z.string()).min(1),
});

/** In the order asked for; null where no record has the id. */
function readMany(call: DataCall): Answer {
  const parsed = manySchema.safeParse(readJsonObject(call.request));
  if (!parsed.success) {
    return apiErrors(400, 'JSON_PARSER_ERROR', 'ids (at most 2000) and fields must be lists of strings');
  }
  return answerJson(200, project(call, parsed.data.ids, parsed.data.fields));
}

function project(
  call: DataCall,
  ids: readonly string[],
  fields: readonly string[] | null,
): Array<Record<string, unknown> | null> {
  const { organization } = call.tenant;
  const object = objectNamed(call.parameters.object!);
  const byId = new Map(organization.records[object].map((record) => [record.Id, record]));
  return ids.map((id) => {
    const record = byId.get(toLongId(id));
    if (!record) return null;
    const shown: Record<string, unknown> = { attributes: attributesOf(object, record) };
    const names = fields ?? Object.keys(record);
    for (const { path, read } of names.map((name) => resolveColumn(organization, object, name.trim()))) {
      shown[path.join('.')] = read(record);
    }
    return shown;
  });
}

function withSoqlErrors(act: () => Answer): Answer {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof SoqlError)) throw error;
    const status = error.errorCode === 'INVALID_TYPE' ? 404 : 400;
    return apiErrors(status, status === 404 ? 'NOT_FOUND' : error.errorCode, error.message);
  }
}
