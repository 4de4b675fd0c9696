// What a preflight is asked to look at: accounts, a run somebody means to start, or the next night of a schedule.

import { randomUUID } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { ForecastWindow } from '../domain/forecast-facts.ts';
import { type AccountId, chosenIdPattern, newRunId, type TenantId } from '../domain/ids.ts';
import { inputForHistory, type RunOrderBody } from '../domain/planned-run.ts';
import { planNight, usualNightMs } from '../domain/schedule.ts';
import { findForecastRows } from '../store/forecast-facts.ts';
import type { AppDeps } from './app-deps.ts';
import { ask } from './ask-temporal.ts';
import type { Mistake } from './problem.ts';
import { mustFindSchedule, toRef } from './routes/schedules.ts';
import { planRun, type RunBody, runBodyOf } from './run-order.ts';
import { findPlanMistakes } from './start-run.ts';
import { invalid } from './validation.ts';
import { readWindow, windowFields } from './window-order.ts';

export const preflightBodyOf = (kinds: AppDeps['runKinds']) =>
  z
    .strictObject({
      ...windowFields,
      until: windowFields.until.optional(),
      accounts: z
        .array(z.string().min(1).max(100))
        .min(1)
        .max(1_000)
        .optional()
        .openapi({ description: 'Only these. Default: all that are connected.' }),
      run: runBodyOf(kinds).optional().openapi({
        description: 'A run you mean to start: its accounts, and the permissions its tools need.',
      }),
      schedule: z.string().regex(chosenIdPattern).optional().openapi({
        description: 'Its next night: `from` and `until` are then those of that night, unless given.',
      }),
    })
    .refine(({ accounts, run, schedule }) => [accounts, run, schedule].filter(Boolean).length <= 1, {
      path: ['accounts'],
      message: 'a run and a schedule name their accounts themselves; leave all but one of the three out',
    });

type PreflightBody = z.output<ReturnType<typeof preflightBodyOf>>;

export interface LookAhead {
  readonly window: ForecastWindow;
  readonly run: RunOrderBody | null;
  readonly schedule: string | null;
  readonly accounts: readonly AccountId[] | null;
}

export async function readLookAhead(
  deps: AppDeps,
  tenant: TenantId,
  body: PreflightBody,
): Promise<LookAhead> {
  if (body.schedule !== undefined) return readSchedule(deps, tenant, { ...body, schedule: body.schedule });
  const { until } = body;
  if (until === undefined) throw invalid([{ in: 'body', pointer: '/until', detail: 'is missing (string)' }]);
  const window = readWindow({ ...body, until }, 'body', Date.now());
  if (body.accounts) await refuseUnknown(deps, tenant, body.accounts as AccountId[]);
  return {
    window,
    run: body.run ? await checkRun(deps, tenant, body.run) : null,
    schedule: null,
    accounts: (body.accounts ?? null) as AccountId[] | null,
  };
}

/** When it starts next, the server says; of one that is paused or over, whoever asks must. */
async function readSchedule(
  deps: AppDeps,
  tenant: TenantId,
  { schedule: id, from, until, timeZone }: PreflightBody & { readonly schedule: string },
): Promise<LookAhead> {
  const ref = toRef(tenant, id);
  const { definition } = await mustFindSchedule(deps, ref);
  const now = Date.now();
  const server = from === undefined ? await ask(deps, () => deps.scheduleClient.read(ref)) : null;
  const nextAt = server?.nextStartsAt.find((at) => at > now);
  if (from === undefined && nextAt === undefined) {
    const detail =
      'the schedule has no next start; say yourself from when until when its accounts are needed';
    throw invalid([{ in: 'body', pointer: '/from', detail }]);
  }
  const given = { from: from ?? new Date(nextAt!).toISOString(), timeZone: timeZone ?? definition.timeZone };
  const { from: startsAt } = readWindow({ ...given, until: until ?? farAhead }, 'body', now);
  const night = planNight(ref, definition, { at: startsAt, after: startsAt });
  const endsAt = night.deadlineAt ?? startsAt + usualNightMs;
  return {
    window:
      until === undefined ? { from: startsAt, until: endsAt } : readWindow({ ...given, until }, 'body', now),
    run: { kind: night.kind, name: night.name, input: inputForHistory(night) },
    schedule: id,
    accounts: null,
  };
}

/** Later than any start, where only the start is to be read. */
const farAhead = '9999-12-31T00:00:00Z';

async function refuseUnknown(
  { pool }: AppDeps,
  tenant: TenantId,
  accounts: readonly AccountId[],
): Promise<void> {
  const known = new Set((await findForecastRows(pool, tenant, accounts)).map(({ id }) => id));
  const mistakes = accounts.flatMap((id, index): Mistake[] =>
    known.has(id)
      ? []
      : [
          {
            in: 'body',
            pointer: `/accounts/${index}`,
            detail: `there is no account "${id}" in this tenant; GET /v1/accounts lists those there are`,
          },
        ],
  );
  if (mistakes.length > 0) throw invalid(mistakes);
}

/** Checked like a run that is started, so that a preflight that is good is one of a run that can begin. */
async function checkRun(deps: AppDeps, tenant: TenantId, run: RunBody): Promise<RunOrderBody> {
  const planned = planRun(tenant, newRunId(randomUUID()), run, deps.runKinds);
  const mistakes = await findPlanMistakes(deps, tenant, planned, '/run/input');
  if (mistakes.length > 0) throw invalid(mistakes);
  return {
    kind: run.kind,
    name: planned.order.name,
    input: inputForHistory({ kind: run.kind, input: planned.input }),
  };
}
