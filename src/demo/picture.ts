// From the sandbox's books to the picture of the night.

import type { SandboxControl } from '../sandbox/control-contract.ts';
import type { CastTenant } from './cast.ts';
import { type NightClock, nightHours } from './night-clock.ts';
import { drawTimeline, type Lane, type Mark } from './timeline.ts';

export async function drawNight(input: {
  readonly control: SandboxControl;
  readonly cast: readonly CastTenant[];
  readonly runs: ReadonlyMap<string, string>;
  readonly clock: NightClock;
  readonly endedAt: number;
  readonly marks: readonly Mark[];
}): Promise<string> {
  const { cast, clock, endedAt } = input;
  const lanes = await Promise.all(
    cast.flatMap((tenant) =>
      Object.values(tenant.accounts).map(async (account): Promise<Lane> => {
        const books = (
          await Promise.all(account.grants.map((grant) => input.control.grants({ grant })))
        ).flat();
        const calls = (
          await Promise.all(account.grants.map((grant) => input.control.calls({ grant, kind: 'data' })))
        ).flat();
        const issued = books
          .flatMap((grant) =>
            grant.tokens.map((token) => ({ from: token.issuedAt, expiresAt: token.expiresAt })),
          )
          .sort((one, other) => one.from - other.from);
        const steps = await tenant.api.steps(input.runs.get(tenant.facts.id)!);
        return {
          tenant: tenant.facts.name,
          provider: account.provider,
          tokens: issued.map((token, index) => ({
            from: Math.max(token.from, clock.startedAt),
            to: Math.min(issued[index + 1]?.from ?? token.expiresAt, token.expiresAt, endedAt),
          })),
          calls: calls.map((call) => ({ at: call.at, isRefused: call.status === 401 })),
          pauses: steps
            .filter((step) => step.account === account.account.id)
            .flatMap((step) => step.pauses)
            .map((pause) => ({
              from: Date.parse(pause.pausedAt),
              to: pause.resumedAt ? Date.parse(pause.resumedAt) : endedAt,
            })),
        };
      }),
    ),
  );
  return drawTimeline({
    title: 'One night: three customers, nine accounts, every token boundary crossed',
    startAt: clock.startedAt,
    endAt: endedAt,
    say: clock.say,
    lanes,
    marks: input.marks,
    hours: Array.from({ length: nightHours + 1 }, (_, hour) => clock.startedAt + clock.at(hour)).filter(
      (at) => at <= endedAt,
    ),
  });
}
