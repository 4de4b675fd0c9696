// What is known of an account, and every change of it: kept in the workflow, saved to the database, told to the runs that
// watch, published as an event. In that order, so that nobody is told what is not saved.

import {
  ActivityFailure,
  isCancellation,
  proxyActivities,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { AccountActivities, AdoptGrantResult } from '../activities/contract.ts';
import type { AccountChange, AccountSnapshot, AccountState } from '../src/domain/account.ts';
import type { Diagnosis } from '../src/domain/diagnosis.ts';
import {
  diagnosisOf,
  type Foreseen,
  foreseeLostRotation,
  neededBy,
  type PlannedRun,
} from '../src/domain/expiring.ts';
import type { ReauthRequestId } from '../src/domain/ids.ts';
import type { Revocation } from '../src/domain/revocation.ts';
import type { Json } from '../src/domain/tool.ts';
import type { AccountNews } from './account-news.ts';
import { revokeActivityOptions, shortActivityOptions } from './activity-options.ts';
import { accountKey, authStateKey, providerKey, tenantKey } from './search-attributes.ts';

const accounts = proxyActivities<AccountActivities>(shortActivityOptions);
const { revokeGrant } = proxyActivities<AccountActivities>(revokeActivityOptions);

type OpenedRequest = Awaited<ReturnType<AccountActivities['openReauthRequest']>> & {
  readonly decision: number;
};

export class AccountRecord {
  #snapshot: AccountSnapshot | null;
  readonly #news: AccountNews;
  /** The runs ahead that will need the account, and from when on people may be told of them. */
  #planned: { readonly runs: readonly PlannedRun[]; readonly noticesStartAt: number } = {
    runs: [],
    noticesStartAt: 0,
  };

  constructor(snapshot: AccountSnapshot | null, news: AccountNews) {
    this.#snapshot = snapshot;
    this.#news = news;
  }

  get isLoaded(): boolean {
    return this.#snapshot !== null;
  }

  get snapshot(): AccountSnapshot {
    return this.#snapshot!;
  }

  get change(): AccountChange {
    const { ref, state, seq, isDeclined } = this.snapshot;
    return { ref, state, seq, ...(isDeclined && { isDeclined }) };
  }

  plan(planned: { readonly runs: readonly PlannedRun[]; readonly noticesStartAt: number }): void {
    this.#planned = planned;
  }

  load(snapshot: AccountSnapshot): void {
    this.#snapshot = snapshot;
    upsertSearchAttributes([
      { key: tenantKey, value: snapshot.ref.tenant },
      { key: providerKey, value: snapshot.provider },
      { key: accountKey, value: snapshot.ref.account },
      { key: authStateKey, value: snapshot.state },
    ]);
  }

  /** Changes that are no change of state: a newer token, an uncertainty. */
  update(part: Partial<Omit<AccountSnapshot, 'state' | 'seq' | 'ref'>>): void {
    this.#snapshot = { ...this.snapshot, ...part };
  }

  async changeState(state: AccountState, diagnosis: Diagnosis | null): Promise<void> {
    this.#move(state, diagnosis);
    const { ref, seq, lastDecision } = this.snapshot;
    await accounts.saveAccountState.executeWithOptions({ summary: `now ${state}` }, [
      { ref, state, seq, diagnosis, lastDecision },
    ]);
    await this.#tell();
  }

  async askForReauthorization(diagnosis: Diagnosis): Promise<void> {
    this.#move('reauth_required', diagnosis);
    this.update({ isRotationUncertain: false });
    const request = await this.#openRequest(diagnosis);
    await Promise.all([this.#publishRequest(request, diagnosis), this.#tell()]);
  }

  /** The same request, with a better word on whose problem it is. */
  async rediagnose(diagnosis: Diagnosis): Promise<void> {
    this.update({ diagnosis });
    await this.#publishRequest(await this.#openRequest(diagnosis), diagnosis);
  }

  /** It was not the person's problem: nobody needs to act on the request any more. */
  async withdrawRequest(diagnosis: Diagnosis): Promise<void> {
    this.#move('held', diagnosis);
    const decision = this.#nextDecision();
    const { ref, state, seq } = this.snapshot;
    await accounts.withdrawReauthRequest.executeWithOptions(
      { summary: `withdraw the request: ${diagnosis.cause}` },
      [{ ref, state, seq, diagnosis, lastDecision: decision }],
    );
    await Promise.all([
      this.#news.publish(this.snapshot, decision, 'agent.auth.reauth_withdrawn', {
        reason: diagnosis.cause,
        diagnosis: { ...diagnosis, facts: { ...diagnosis.facts } },
      }),
      this.#tell(),
    ]);
  }

  async #openRequest(diagnosis: Diagnosis): Promise<OpenedRequest> {
    const decision = this.#nextDecision();
    const { ref, state, seq } = this.snapshot;
    const opened = await accounts.openReauthRequest.executeWithOptions(
      { summary: `ask for reauthorization: ${diagnosis.cause}` },
      [{ ref, state, seq, diagnosis, lastDecision: decision }],
    );
    return { ...opened, decision };
  }

  async #publishRequest(
    { request, expiresAt, noticesStartAt, decision }: OpenedRequest,
    diagnosis: Diagnosis,
  ): Promise<void> {
    await this.#news.publish(this.snapshot, decision, 'agent.auth.reauth_required', {
      reason: diagnosis.cause,
      actor: diagnosis.actor,
      diagnosis: { ...diagnosis, facts: { ...diagnosis.facts } },
      reauthRequest: request,
      linkExpiresAt: expiresAt,
      noticesStartAt: Math.max(noticesStartAt, this.#planned.noticesStartAt),
      affectedRuns: this.#news.watchers(Date.now()).map(([id]) => id),
      ...plannedOf(this.#planned.runs),
    });
  }

  /** Ends the wait of the runs that watch. Whoever changes their mind still finds the request open. */
  async noteDeclined(request: ReauthRequestId): Promise<void> {
    // Each state is declined once, however often it is said.
    if (this.snapshot.state !== 'reauth_required' || this.snapshot.isDeclined) return;
    this.update({ isDeclined: true });
    const decision = this.#nextDecision();
    await Promise.all([
      this.#news.tellDeclined(this.snapshot.ref.account),
      this.#news.publish(this.snapshot, decision, 'agent.auth.reauth_declined', {
        reauthRequest: request,
        affectedRuns: this.#news.watchers(Date.now()).map(([id]) => id),
      }),
    ]);
  }

  async noteUncertainRotation(): Promise<void> {
    this.update({ isRotationUncertain: true });
    const { token, schedule } = this.snapshot;
    const reason = foreseeLostRotation(token.expiresAt, schedule.urgentFrom);
    await this.publishExpiring({ verdict: reason.verdict, reasons: [reason], run: null });
  }

  /** It works, and will not for long. The request a person answers it by is opened as the event is written. */
  async publishExpiring({ reasons, run }: Foreseen): Promise<void> {
    const decision = this.#nextDecision();
    const diagnosis = diagnosisOf(reasons);
    await this.#news.publish(this.snapshot, decision, 'agent.auth.expiring', {
      reason: reasons[0]!.code,
      actor: diagnosis.actor,
      diagnosis: { ...diagnosis, facts: { ...diagnosis.facts } },
      reasons: reasons.map(({ code, actor, actByAt, summary }) => ({ code, actor, actByAt, summary })),
      expiresAt: this.snapshot.token.expiresAt,
      noticesStartAt: Date.now(),
      affectedRuns: this.#news.watchers(Date.now()).map(([id]) => id),
      ...plannedOf(run ? [run] : []),
      neededByAt: neededBy(reasons),
    });
  }

  /** What was foreseen does not hold any more; the link that was sent stays good and changes nothing. */
  async takeBackExpiring(reason: 'survives' | 'rotation_settled'): Promise<void> {
    const diagnosis: Diagnosis = {
      cause: 'unknown',
      actor: 'nobody',
      confidence: 'certain',
      summary:
        reason === 'survives'
          ? 'The connection was looked at again and will last.'
          : 'The connection was renewed after all.',
      facts: {},
    };
    await this.#news.publish(this.snapshot, this.#nextDecision(), 'agent.auth.reauth_withdrawn', {
      reason,
      diagnosis: { ...diagnosis, facts: {} },
    });
  }

  /** True when the account now stands on the new grant. */
  async applyAdoption(result: AdoptGrantResult): Promise<boolean> {
    if (result.kind === 'identity_mismatch') {
      await this.#news.publish(this.snapshot, this.#nextDecision(), 'agent.auth.identity_mismatch', {});
    }
    if (result.kind !== 'adopted' || this.snapshot.state === 'disconnected') return false;
    // A repeat of an adoption already applied changes nothing and tells nobody twice.
    if (result.token.version === this.snapshot.token.version && this.snapshot.state === 'active') return true;
    this.update({ token: result.token, schedule: result.schedule, isRotationUncertain: false });
    this.#move('active', null);
    const decision = this.#nextDecision();
    await Promise.all([
      this.#tell(),
      this.#news.publish(this.snapshot, decision, 'agent.auth.reauthorized', {}),
    ]);
    return true;
  }

  /**
   * Marked first, which waits for an exchange under way and keeps a later word of it out; then revoked; then erased,
   * whatever the provider said.
   */
  async disconnect(): Promise<void> {
    if (this.snapshot.state !== 'disconnected') await this.changeState('disconnected', null);
    const { ref } = this.snapshot;
    const revocation = await this.#revoke();
    await accounts.eraseAccount.executeWithOptions({ summary: 'erase what is sealed' }, [ref]);
    await this.#news.publish(this.snapshot, this.#nextDecision(), 'agent.auth.disconnected', {
      revocation: { ...revocation },
    });
  }

  async #revoke(): Promise<Revocation> {
    try {
      return await revokeGrant.executeWithOptions({ summary: 'revoke at the provider' }, [this.snapshot.ref]);
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
      return { kind: 'unanswered' };
    }
  }

  #move(state: AccountState, diagnosis: Diagnosis | null): void {
    this.#snapshot = { ...this.snapshot, state, seq: this.snapshot.seq + 1, diagnosis, isDeclined: false };
  }

  async #tell(): Promise<void> {
    upsertSearchAttributes([{ key: authStateKey, value: this.snapshot.state }]);
    await this.#news.tell(this.change);
  }

  #nextDecision(): number {
    this.update({ lastDecision: this.snapshot.lastDecision + 1 });
    return this.snapshot.lastDecision;
  }
}

const plannedOf = (runs: readonly PlannedRun[]): { readonly [key: string]: Json } =>
  runs.length === 0
    ? {}
    : {
        plannedRuns: runs.map((run) => ({ ...run })),
        neededByAt: Math.min(
          ...runs.map(({ startsAt, deadlineAt }) => (startsAt > Date.now() ? startsAt : deadlineAt)),
        ),
      };
