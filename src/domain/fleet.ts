// Whose problem a refusal is, by looking across the accounts of one provider app: one string (`invalid_grant`) covers a person
// who left, a policy of the customer's and a registration of ours that broke (design section 3, "Why"). Pure: counts in,
// blame out; the counts come from the journal.

import type { Cause, Diagnosis } from './diagnosis.ts';
import type { TenantId } from './ids.ts';
import { MINUTE } from './time.ts';

/** Refusals further back say nothing about the app as it is now. */
export const fleetWindowMs = 5 * MINUTE;
/** Personal notices wait so long for what the app's other accounts show; the event does not. */
export const personalNoticeDelayMs = 2 * MINUTE;
const fewestTenants = 3;
const leastShare = 0.5;
const fewestOfOrganization = 2;

/** The last word of the provider on each account of the app that had one within the window. */
export interface FleetSurvey {
  readonly settled: number;
  /** Refused ambiguously, see `isAmbiguous`. */
  readonly refused: number;
  /** How many tenants those are of. */
  readonly refusedTenants: number;
  /** Organizations of which an account was refused. `accounts`: all that are connected. */
  readonly organizations: readonly OrganizationSurvey[];
}

export interface OrganizationSurvey {
  readonly tenant: TenantId;
  readonly organization: string;
  readonly accounts: number;
  readonly refused: number;
}

/** Causes that a refusal can also be given when it is not that account's own: what the provider's plain word stands for. */
export const ambiguousCauses: readonly Cause[] = [
  'user_revoked',
  'account_deactivated',
  'app_misconfigured',
  'unknown',
];

export const isAmbiguous = (diagnosis: Diagnosis): boolean =>
  ambiguousCauses.includes(diagnosis.cause) && diagnosis.confidence !== 'certain';

/** Our client is not accepted: no account of the app can exchange, whoever it belongs to (RFC 6749 section 5.2). */
export const concernsWholeApp = (diagnosis: Diagnosis): boolean =>
  diagnosis.cause === 'client_secret_invalid';

/** The operator's, when the accounts of several customers fail and most of the app's do; null otherwise. */
export function blameOperator(provider: string, survey: FleetSurvey): Diagnosis | null {
  const { settled, refused, refusedTenants } = survey;
  const share = refused / Math.max(1, settled + refused);
  if (refusedTenants < fewestTenants || share < leastShare) return null;
  return {
    cause: 'app_misconfigured',
    actor: 'operator',
    confidence: 'likely',
    summary: `${provider} refused the connections of ${refusedTenants} customers within ${fleetWindowMs / MINUTE} minutes; our app registered there has probably been changed or suspended.`,
    facts: { refused, settled, refusedTenants, windowMinutes: fleetWindowMs / MINUTE },
  };
}

/** Organizations of which every account was refused: their administrator's, not a person's. */
export function blameAdministrators(
  provider: string,
  survey: FleetSurvey,
): { readonly organization: OrganizationSurvey; readonly diagnosis: Diagnosis }[] {
  return survey.organizations
    .filter(({ accounts, refused }) => accounts >= fewestOfOrganization && refused >= accounts)
    .map((organization) => ({
      organization,
      diagnosis: {
        cause: 'admin_policy',
        actor: 'customer_admin',
        confidence: 'likely',
        summary: `${provider} refused all ${organization.accounts} connections of this organization within ${fleetWindowMs / MINUTE} minutes; its administrator has probably blocked or removed the app.`,
        facts: {
          organization: organization.organization,
          refused: organization.refused,
          accounts: organization.accounts,
          windowMinutes: fleetWindowMs / MINUTE,
        },
      },
    }));
}
