// What follows from the end of an exchange: a newer version, patience, a hold, or a person who must act. The table of
// design section 3 in code; nothing here sends anything.

import { patched, proxyActivities } from '@temporalio/workflow';
import type { AccountActivities, AppReport, ExchangeOrder } from '../activities/contract.ts';
import type { Diagnosis } from '../src/domain/diagnosis.ts';
import { afterLostAnswer, type ExchangeResult } from '../src/domain/exchange.ts';
import { isAmbiguous } from '../src/domain/fleet.ts';
import type { AccountPatience } from './account-patience.ts';
import type { AccountRecord } from './account-record.ts';
import { shortActivityOptions } from './activity-options.ts';

const accounts = proxyActivities<AccountActivities>(shortActivityOptions);

export class AccountOutcome {
  readonly #record: AccountRecord;
  readonly #patience: AccountPatience;

  constructor(record: AccountRecord, patience: AccountPatience) {
    this.#record = record;
    this.#patience = patience;
  }

  /** `failing`: what is wrong with the provider app, where the account was its canary. */
  async apply(
    result: ExchangeResult,
    { ref, kind }: ExchangeOrder,
    failing: Diagnosis | null,
  ): Promise<void> {
    const { state, token, habit } = this.#record.snapshot;
    // Whatever came of it, it came too late.
    if (state === 'disconnected') return;
    switch (result.kind) {
      case 'settled': {
        this.#patience.forget();
        const wasUncertain = this.#record.snapshot.isRotationUncertain;
        this.#record.update({ token: result.token, schedule: result.schedule, isRotationUncertain: false });
        if (wasUncertain && patched('take-back-expiring'))
          await this.#record.takeBackExpiring('rotation_settled');
        if (state === 'held') await this.#record.changeState('active', null);
        if (state === 'held' || failing) await this.#report({ kind: 'succeeded', ref });
        return;
      }
      case 'held':
        return this.#hold(result.diagnosis);
      case 'refused':
        // A canary that meets what all meet is no more dead than they are.
        if (failing && isAmbiguous(result.diagnosis)) await this.#hold(failing);
        else await this.#applyRefusal(result.diagnosis);
        if (failing || result.diagnosis.actor === 'operator' || isAmbiguous(result.diagnosis)) {
          await this.#report({ kind: 'refused', ref, diagnosis: result.diagnosis });
        }
        return;
      case 'unsent':
        return this.#patience.backOff(token, result.reason, result.retryAfterMs);
      case 'unknown':
        if (kind === 'probe' || afterLostAnswer(habit) === 'exchange_again') {
          return this.#patience.backOff(token, result.reason, null);
        }
        // Go on with the access token there is, tell the person now, and probe when nothing is left to lose: at
        // `urgentFrom`, or at once for a caller whose token was refused.
        this.#patience.reason = result.reason;
        return this.#record.noteUncertainRotation();
    }
  }

  async #applyRefusal(diagnosis: Diagnosis): Promise<void> {
    switch (diagnosis.actor) {
      case 'nobody':
        return this.#patience.backOff(this.#record.snapshot.token, diagnosis.summary, null);
      case 'operator':
        return this.#hold(diagnosis);
      case 'person':
      case 'customer_admin':
        return this.#record.askForReauthorization(diagnosis);
    }
  }

  /** Not dead: what is wrong is not this account's. A token that still lives goes on being used. */
  async #hold(diagnosis: Diagnosis): Promise<void> {
    this.#patience.hold(diagnosis.summary);
    if (this.#record.snapshot.state !== 'held') await this.#record.changeState('held', diagnosis);
  }

  async #report(report: AppReport): Promise<void> {
    if (!patched('report-to-app')) return;
    await accounts.reportToApp.executeWithOptions({ summary: `tell the app's workflow: ${report.kind}` }, [
      report,
    ]);
  }
}
