// What of a stored thing is shown, and how. No server.
import { describe, expect, it } from 'vitest';
import { type AccountId, newAccountId, newRunId, type TenantId } from '../../src/domain/ids.ts';
import { scheduleRefresh } from '../../src/domain/refresh-schedule.ts';
import { withIsoTimes } from '../../src/domain/wire-times.ts';
import { showEvent } from '../../src/events/show-event.ts';
import { nextRefreshOf } from '../../src/http/account-view.ts';
import { pageOf } from '../../src/http/paging.ts';
import { showLedger } from '../../src/http/run-view.ts';
import type { EventRow } from '../../src/store/events.ts';
import type { RunRow } from '../../src/store/runs.ts';

const now = Date.UTC(2026, 10, 24, 4);
const links = { urlFor: (request: string) => `https://firstlight.test/connect/${request}.signed` };

const eventWith = (data: EventRow['data'], account: AccountId | null = null): EventRow => ({
  id: 'evt_1' as EventRow['id'],
  position: 7,
  type: 'agent.auth.reauth_required',
  account,
  run: null,
  sequence: 2,
  data,
  created_at: now,
});

describe('events as shown', () => {
  it('gives an event that names a request the link to it', () => {
    const account = newAccountId('a1');

    const shown = showEvent(
      links,
      'acme' as TenantId,
      eventWith({ reauthRequest: 'reauth_1', linkExpiresAt: now, affectedRuns: ['run:acme:run_9'] }, account),
    );

    expect(shown).toMatchObject({ timestamp: '2026-11-24T04:00:00.000Z', sequence: 2, position: '7' });
    expect(shown.data).toEqual({
      tenant: 'acme',
      account,
      reauthRequest: 'reauth_1',
      reauthUrl: 'https://firstlight.test/connect/reauth_1.signed',
      linkExpiresAt: '2026-11-24T04:00:00.000Z',
      affectedRuns: ['run_9'],
    });
  });

  it('gives no link where no request is named', () => {
    expect(showEvent(links, 'acme' as TenantId, eventWith({})).data).toEqual({ tenant: 'acme' });
  });
});

describe('an account’s next refresh', () => {
  const schedule = scheduleRefresh({
    issuedAt: now,
    expiresAt: now + 3_600_000,
    nominalLifetimeMs: 3_600_000,
    serial: 4,
    grantIdleLimitDays: null,
  });

  it('is the grid point while that lies ahead', () => {
    const next = nextRefreshOf({ state: 'active', schedule }, now);

    expect(next?.at).toBe(new Date(schedule.at).toISOString());
    expect(next?.reason).toContain('slot');
  });

  it('is the keeping alive once nobody used the grid point', () => {
    const next = nextRefreshOf({ state: 'active', schedule }, schedule.at + 1);

    expect(next?.at).toBe(new Date(schedule.keepAliveAt).toISOString());
    expect(next?.reason).toContain('no run uses it');
  });

  it.each(['held', 'reauth_required', 'disconnected'] as const)(
    'is none while the account is %s',
    (state) => {
      expect(nextRefreshOf({ state, schedule }, now)).toBeNull();
    },
  );
});

describe('times on the wire', () => {
  it('are ISO 8601 at any depth, and nothing else is touched', () => {
    const run = newRunId('1');

    expect(
      withIsoTimes({ run, startedAt: now, endedAt: null, pauses: [{ pausedAt: now }], flat: 3 }),
    ).toEqual({
      run,
      startedAt: '2026-11-24T04:00:00.000Z',
      endedAt: null,
      pauses: [{ pausedAt: '2026-11-24T04:00:00.000Z' }],
      flat: 3,
    });
  });
});

describe('what a ledger says of writes', () => {
  const write = (step: string, state: 'confirmed' | 'unknown', count: number) => ({ step, state, count });
  const shown = (steps: readonly object[], writes: readonly ReturnType<typeof write>[]) => {
    const ledger = { run: 'run_1', revision: 1, state: 'ended', verdict: 'complete', gaps: [], pausedOn: [] };
    const row = { ledger: { ...ledger, steps, startedAt: now, endedAt: now } } as unknown as RunRow;
    return showLedger(row, writes).steps.map((step) => step.writes);
  };

  it('counts those of a step', () => {
    const writes = [
      write('sheet', 'confirmed', 3),
      write('sheet', 'unknown', 1),
      write('other', 'unknown', 9),
    ];
    expect(shown([{ id: 'sheet' }, { id: 'deals' }], writes)).toEqual([
      { confirmed: 3, unknown: 1 },
      undefined,
    ]);
  });

  it('counts those of a model’s turn by its calls', () => {
    const turn = { calls: [{ id: 't3.1' }, { id: 't3.2' }] };
    const writes = [
      write('t3.1', 'confirmed', 2),
      write('t3.2', 'confirmed', 1),
      write('t4.1', 'unknown', 1),
    ];
    expect(shown([{ id: 'turn-3', turn }], writes)).toEqual([{ confirmed: 3 }]);
  });

  it('counts those of a late fill with the step it completed, and not with one that is named like it', () => {
    const writes = [write('sheet', 'confirmed', 3), write('sheet.late2', 'confirmed', 2)];
    expect(shown([{ id: 'sheet' }, { id: 'sheet.late' }], writes)).toEqual([{ confirmed: 5 }, undefined]);
    expect(shown([{ id: 'sheet' }], [write('sheet.later', 'confirmed', 1)])).toEqual([undefined]);
  });
});

describe('pages of a list', () => {
  it('carry a cursor only when there is more', () => {
    const page = (rows: readonly string[]) =>
      pageOf(
        rows,
        2,
        (row) => row.toUpperCase(),
        (row) => row,
      );

    expect(page(['a', 'b', 'c'])).toEqual({ items: ['A', 'B'], nextCursor: 'b' });
    expect(page(['a', 'b'])).toEqual({ items: ['A', 'B'], nextCursor: null });
    expect(page([])).toEqual({ items: [], nextCursor: null });
  });
});
