// What a provider app's workflow does, one thing at a time: weighs refusals, finds out by a canary whether the app is in order
// again, and has watched accounts probed between their refreshes.

import { condition, getExternalWorkflowHandle, log, proxyActivities } from '@temporalio/workflow';
import type { AppReport, FleetActivities, ProviderAppActivities } from '../activities/contract.ts';
import type { Diagnosis } from '../src/domain/diagnosis.ts';
import type { EventType } from '../src/domain/events.ts';
import { blameAdministrators, blameOperator, concernsWholeApp } from '../src/domain/fleet.ts';
import { type AccountRef, accountWorkflowId, eventIdOf } from '../src/domain/ids.ts';
import { MINUTE } from '../src/domain/time.ts';
import type { Json } from '../src/domain/tool.ts';
import { fleetActivityOptions, shortActivityOptions } from './activity-options.ts';
import { appNews, type ProviderAppInput, type ProviderAppStatus } from './messages.ts';

const apps = proxyActivities<ProviderAppActivities>(shortActivityOptions);
const fleet = proxyActivities<FleetActivities>(fleetActivityOptions);

/** A canary's answer: its place in the queue, 20 s of HTTP, and what comes around them. */
const canaryPatienceMs = 90_000;
const shortestCanaryPauseMs = 15_000;
const longestCanaryPauseMs = 5 * MINUTE;
const longestIdleMs = 5 * MINUTE;
const ownFaultMs = 30 * MINUTE;

type Refusal = AppReport & { readonly kind: 'refused' };

export class ProviderAppLife {
  readonly #app: string;
  #name = '';
  #decision = 0;
  #reports: AppReport[] = [];
  #failing: Diagnosis | null = null;
  /** False while one refusal is being checked against another account: nobody has been told yet. */
  #isAnnounced: boolean;
  /** Tried in this failure, so that the next canary is another account. */
  #tried: AccountRef[] = [];
  #canaryPauseMs = shortestCanaryPauseMs;
  /** Accounts whose refusals say nothing about the app until then. */
  readonly #ownFaults: Map<string, number>;
  #isWatched: boolean;
  #nextCheckAt: number | null = null;
  /** Ends the waits in which nothing is being found out. */
  #isInterrupted = false;

  constructor({ app, carried }: ProviderAppInput) {
    this.#app = app;
    this.#isAnnounced = carried?.isAnnounced ?? true;
    this.#ownFaults = new Map(carried?.ownFaults ?? []);
    this.#isWatched = carried?.isWatched ?? true;
  }

  get hasReports(): boolean {
    return this.#reports.length > 0;
  }

  note(report: AppReport): void {
    this.#reports.push(report);
  }

  noteWatch(): void {
    this.#isWatched = true;
  }

  interrupt(): void {
    this.#isInterrupted = true;
  }

  carry(): NonNullable<ProviderAppInput['carried']> {
    const ownFaults = [...this.#ownFaults].filter(([, until]) => until > Date.now());
    return { schemaVersion: 1, isWatched: this.#isWatched, isAnnounced: this.#isAnnounced, ownFaults };
  }

  status(): ProviderAppStatus {
    return {
      app: this.#app,
      state: this.#failing ? 'failing' : 'sound',
      diagnosis: this.#failing,
      isAnnounced: this.#isAnnounced,
      nextCheckAt: this.#nextCheckAt,
    };
  }

  async load(): Promise<void> {
    const { name, failing, lastDecision } = await apps.loadApp.executeWithOptions(
      { summary: `read what is known of ${this.#app}` },
      [this.#app],
    );
    this.#name = name;
    this.#failing = failing;
    this.#decision = lastDecision;
  }

  async doNext(): Promise<void> {
    if (this.#failing) return this.#tryCanary();
    const refusals = this.#takeReports().filter((report) => report.kind === 'refused');
    if (refusals.length > 0) return this.#weigh(refusals);
    if (this.#isWatched) return this.#checkWatched();
    const isNews = await condition(
      () => this.hasReports || this.#isWatched || this.#isInterrupted,
      longestIdleMs,
      { summary: 'nobody watches an account of this app' },
    );
    // The word that a watch began may be lost; the database knows.
    if (!isNews) this.#isWatched = true;
  }

  #takeReports(): AppReport[] {
    const reports = this.#reports;
    this.#reports = [];
    return reports;
  }

  // ── whose problem it is ────────────────────────────────────────────────────────────────────────────────────────

  async #weigh(refusals: readonly Refusal[]): Promise<void> {
    const now = Date.now();
    const certain = refusals.find(
      ({ ref, diagnosis }) => concernsWholeApp(diagnosis) && !((this.#ownFaults.get(keyOf(ref)) ?? 0) > now),
    );
    // Nothing is sent any more; but one account's word is checked against another's before anybody is woken.
    if (certain) return this.#close(certain.diagnosis, [certain.ref]);
    const survey = await apps.surveyFleet.executeWithOptions({ summary: 'refusals across the app' }, [
      this.#app,
    ]);
    const operators = blameOperator(this.#name, survey);
    if (operators) {
      await this.#close(operators, []);
      await this.#announce();
      await fleet.tellAccounts.executeWithOptions({ summary: 'withdraw what people were asked' }, [
        {
          app: this.#app,
          audience: { kind: 'refused', of: null },
          news: { kind: 'blamed', diagnosis: operators },
        },
      ]);
      return;
    }
    for (const { organization, diagnosis } of blameAdministrators(this.#name, survey)) {
      await fleet.tellAccounts.executeWithOptions(
        { summary: `all accounts of organization ${organization.organization}: its administrator's` },
        [
          {
            app: this.#app,
            audience: { kind: 'refused', of: organization },
            news: { kind: 'blamed', diagnosis },
          },
        ],
      );
    }
  }

  async #close(diagnosis: Diagnosis, tried: AccountRef[]): Promise<void> {
    this.#failing = diagnosis;
    this.#isAnnounced = false;
    this.#tried = tried;
    this.#canaryPauseMs = shortestCanaryPauseMs;
    await this.#save(`hold all accounts: ${diagnosis.cause}`);
  }

  // ── until it is over ───────────────────────────────────────────────────────────────────────────────────────────

  /** One account exchanges in place of all. Refused and unrefused ones take turns: either may be the exception. */
  async #tryCanary(): Promise<void> {
    const canary = await apps.pickCanary.executeWithOptions({ summary: 'choose a canary' }, [
      { app: this.#app, prefersHeld: this.#tried.length % 2 === 0, except: this.#tried },
    ]);
    if (!canary) {
      // All were tried, or there is but one: what the first said is all that can be known for now.
      await this.#announce();
      this.#tried = [];
      return this.#pauseCanaries();
    }
    this.#tried.push(canary);
    const answer = await this.#askCanary(canary);
    if (answer && this.#showsRecovery(answer)) return this.#open();
    await this.#announce();
    return this.#pauseCanaries();
  }

  /** Whose grant is refused by name, its client was accepted (RFC 6749 section 5.2: the client is looked at first). */
  #showsRecovery(answer: AppReport): boolean {
    if (answer.kind === 'succeeded') return true;
    return this.#failing !== null && concernsWholeApp(this.#failing) && answer.diagnosis.actor === 'person';
  }

  async #askCanary(canary: AccountRef): Promise<AppReport | null> {
    this.#reports = this.#reports.filter((report) => report.kind === 'succeeded');
    try {
      await getExternalWorkflowHandle(accountWorkflowId(canary)).signal(appNews, {
        kind: 'be_canary',
        failing: this.#failing!,
      });
    } catch (error) {
      log.info('a canary has no workflow', { ...canary, error: (error as Error).name });
      return null;
    }
    // A success of any account will do as well.
    const wordOf = (): AppReport | undefined =>
      this.#reports.find((report) => report.kind === 'succeeded' || keyOf(report.ref) === keyOf(canary));
    await condition(() => wordOf() !== undefined, canaryPatienceMs, {
      summary: `wait for the canary ${canary.account}`,
    });
    const word = wordOf() ?? null;
    this.#reports = [];
    return word;
  }

  async #pauseCanaries(): Promise<void> {
    this.#nextCheckAt = Date.now() + this.#canaryPauseMs;
    await condition(() => this.#reports.some((report) => report.kind === 'succeeded'), this.#canaryPauseMs, {
      summary: 'until the next canary',
    });
    this.#nextCheckAt = null;
    this.#canaryPauseMs = Math.min(longestCanaryPauseMs, this.#canaryPauseMs * 2);
    if (this.#takeReports().some((report) => report.kind === 'succeeded')) await this.#open();
  }

  async #open(): Promise<void> {
    const wasAnnounced = this.#isAnnounced;
    const [suspect] = this.#tried;
    // One account is refused as if it were the app, and another is not: the first has a fault of its own.
    if (!wasAnnounced && suspect) this.#ownFaults.set(keyOf(suspect), Date.now() + ownFaultMs);
    this.#failing = null;
    this.#tried = [];
    await this.#save('open the gate');
    if (wasAnnounced) await this.#publish('agent.provider.app_recovered', {});
    await fleet.tellAccounts.executeWithOptions({ summary: 'wake the held accounts' }, [
      { app: this.#app, audience: { kind: 'held' }, news: { kind: 'recovered' } },
    ]);
  }

  async #announce(): Promise<void> {
    if (this.#isAnnounced || !this.#failing) return;
    this.#isAnnounced = true;
    const { facts, ...diagnosis } = this.#failing;
    await this.#publish('agent.provider.app_failing', {
      reason: diagnosis.cause,
      actor: diagnosis.actor,
      diagnosis: { ...diagnosis, facts: { ...facts } },
    });
  }

  async #save(summary: string): Promise<void> {
    this.#decision += 1;
    await apps.saveAppHealth.executeWithOptions({ summary }, [
      { app: this.#app, failing: this.#failing, decision: this.#decision },
    ]);
  }

  async #publish(type: EventType, data: { readonly [key: string]: Json }): Promise<void> {
    await apps.publishEvent.executeWithOptions({ summary: type }, [
      {
        id: eventIdOf(`app_${this.#app}`, this.#decision),
        tenant: null,
        type,
        account: null,
        run: null,
        sequence: this.#decision,
        data: { providerApp: this.#app, provider: this.#name, ...data },
      },
    ]);
  }

  // ── between refreshes ──────────────────────────────────────────────────────────────────────────────────────────

  async #checkWatched(): Promise<void> {
    const { nextInMs } = await fleet.checkWatched.executeWithOptions(
      { summary: 'probe the watched accounts' },
      [this.#app],
    );
    this.#isWatched = nextInMs !== null;
    if (nextInMs === null) return;
    this.#nextCheckAt = Date.now() + nextInMs;
    await condition(() => this.hasReports || this.#isInterrupted, nextInMs, {
      summary: 'until the next probe',
    });
    this.#nextCheckAt = null;
  }
}

const keyOf = ({ tenant, account }: AccountRef): string => `${tenant}:${account}`;
