// What a program that reads rather than links to documentation is told first: docs/llms.txt as it stands. No key needed.

import { readFileSync } from 'node:fs';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { packageRoot } from '../../package-root.ts';
import type { TenantEnvironment } from '../tenant-auth.ts';

export function addLlmsRoute(app: OpenAPIHono<TenantEnvironment>): void {
  const text = readFileSync(new URL('docs/llms.txt', packageRoot), 'utf8');
  app.get('/llms.txt', (context) => context.text(text));
}
