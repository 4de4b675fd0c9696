// Many deals at once by a unique property of their own. Read 2026-11-24: public API spec collection, CRM/Deals, "batch upsert";
// "Multi-status errors" (207 where each input has its own objectWriteTraceId, else one bad input refuses the batch). A property
// without hasUniqueValue identifies nothing; the sandbox's portals have one that has it, `external_key`.

import { z } from 'zod';
import type { DataCall } from '../data-call.ts';
import { type Answer, answerJson } from '../http/answer.ts';
import { readJsonObject } from '../http/request.ts';
import { dealAnswer, knownProperties, uniqueProperties } from './deal-answer.ts';
import { apiError } from './errors.ts';

const LARGEST_BATCH = 100;

const batchSchema = z.object({
  inputs: z
    .array(
      z.object({
        id: z.string().min(1),
        idProperty: z.string().optional(),
        properties: z.record(z.string(), z.string().nullable()),
        objectWriteTraceId: z.string().optional(),
      }),
    )
    .min(1),
});
type Input = z.output<typeof batchSchema>['inputs'][number];

export function upsertDeals(call: DataCall, indexedAt: number): Answer {
  const startedAt = new Date().toISOString();
  const parsed = batchSchema.safeParse(readJsonObject(call.request));
  if (!parsed.success) return apiError(400, 'VALIDATION_ERROR', 'Invalid input JSON: inputs must be a list');
  const { inputs } = parsed.data;
  const wrong = whyRefuseAll(inputs);
  if (wrong !== null) return apiError(400, 'VALIDATION_ERROR', wrong);

  const problems = inputs.map((input) => ({ input, problem: findProblem(input) }));
  const bad = problems.filter(({ problem }) => problem !== null);
  const isTraced = new Set(inputs.map(({ objectWriteTraceId }) => objectWriteTraceId)).size === inputs.length;
  if (bad.length > 0 && !isTraced) return apiError(400, 'VALIDATION_ERROR', bad[0]!.problem!);

  const results = problems
    .filter(({ problem }) => problem === null)
    .map(({ input }) => upsertOne(call, input, indexedAt));
  const body: Record<string, unknown> = {
    status: 'COMPLETE',
    results,
    startedAt,
    completedAt: new Date().toISOString(),
  };
  if (bad.length === 0) return answerJson(200, body);
  return answerJson(207, {
    ...body,
    numErrors: bad.length,
    errors: bad.map(({ input, problem }) => ({
      status: 'error',
      category: 'VALIDATION_ERROR',
      message: problem,
      context: { objectWriteTraceId: [input.objectWriteTraceId] },
      errors: [],
      links: {},
    })),
  });
}

function whyRefuseAll(inputs: readonly Input[]): string | null {
  if (inputs.length > LARGEST_BATCH) return `The maximum number of inputs is ${LARGEST_BATCH}`;
  const notUnique = inputs.find(({ idProperty }) => !uniqueProperties.has(idProperty ?? 'hs_object_id'));
  if (notUnique) return `The property ${notUnique.idProperty} is not a unique identifier property`;
  const ids = new Set(inputs.map(({ idProperty, id }) => `${idProperty} ${id}`));
  return ids.size === inputs.length ? null : 'Duplicate IDs found in batch input';
}

function findProblem({ properties }: Input): string | null {
  const unknown = Object.keys(properties).find((name) => !knownProperties.has(name));
  if (unknown !== undefined) return `Property "${unknown}" does not exist`;
  const { amount } = properties;
  return amount && Number.isNaN(Number(amount)) ? `${amount} was not a valid number.` : null;
}

function upsertOne(call: DataCall, input: Input, indexedAt: number): Record<string, unknown> {
  const { portal } = call.tenant;
  const { idProperty = 'hs_object_id', id } = input;
  const existing =
    idProperty === 'hs_object_id'
      ? portal.findDeal(id)
      : portal.deals.find(({ properties }) => properties[idProperty] === id);
  const properties = { ...input.properties, ...(idProperty !== 'hs_object_id' && { [idProperty]: id }) };
  if (existing) portal.changeDeal(existing, properties, indexedAt);
  const deal = existing ?? portal.addDeal(properties, indexedAt);
  return {
    ...dealAnswer(deal, deal.properties, Object.keys(properties)),
    new: !existing,
    ...(input.objectWriteTraceId !== undefined && { objectWriteTraceId: input.objectWriteTraceId }),
  };
}
