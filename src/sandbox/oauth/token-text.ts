// Random text for tokens. Every secret value carries a marker (`sbxat` access token, `sbxrt` refresh token, `sbxac`
// authorization code, `sbxcs` client secret, `sbxmk` key of the model), so that one search finds a leak.

import { randomBytes } from 'node:crypto';

export const randomText = (bytes: number): string => randomBytes(bytes).toString('base64url');

export const makeModelKey = (): string => `sbxmk-${randomText(24)}`;

export const makeClientSecret = (): string => `sbxcs-${randomText(24)}`;
