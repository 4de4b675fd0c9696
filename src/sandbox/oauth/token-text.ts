// Random text for tokens. Every secret value carries a marker (`sbxat` access token, `sbxrt` refresh token, `sbxac`
// authorization code, `sbxcs` client secret), so that one search finds a leak.

import { randomBytes } from 'node:crypto';

export const randomText = (bytes: number): string => randomBytes(bytes).toString('base64url');

export const makeClientSecret = (): string => `sbxcs-${randomText(24)}`;
