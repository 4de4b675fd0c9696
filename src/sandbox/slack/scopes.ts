// Bot and user scopes are two lists at Slack, and one consent makes two grants of them. Within the sandbox a user scope is
// written `user:<scope>`, so that a grant's scopes say whose token it has.

import type { Grant } from '../oauth/grants.ts';

const PREFIX = 'user:';

export const asUserScope = (scope: string): string => `${PREFIX}${scope}`;
export const isUserScope = (scope: string): boolean => scope.startsWith(PREFIX);
/** As it stands on the wire. */
export const plainScope = (scope: string): string =>
  isUserScope(scope) ? scope.slice(PREFIX.length) : scope;
export const joinScopes = (scopes: readonly string[]): string => scopes.map(plainScope).join(',');

export const isUserGrant = (grant: Pick<Grant, 'scopes'>): boolean =>
  grant.scopes.length > 0 && grant.scopes.every(isUserScope);

/** Either kind of token will do. */
export const either = (scope: string): readonly string[] => [scope, asUserScope(scope)];
