// The API's description, for programs at /openapi.json and for people at /docs: one document, made from the routes that are
// mounted. No key needed; it holds nothing of any tenant.

import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiDocument } from '../pages/api-document.ts';
import { docsHeaders, docsPage } from '../pages/docs-page.ts';
import type { TenantEnvironment } from '../tenant-auth.ts';

export function addDocsRoutes(app: OpenAPIHono<TenantEnvironment>, publicUrl: string): void {
  const about = {
    openapi: '3.1.0',
    info: {
      title: 'Firstlight',
      version: '0.1.0',
      description:
        'Durable runs on accounts whose credentials never lapse silently. Errors are problem documents (RFC 9457).',
    },
    servers: [{ url: publicUrl }],
  };
  app.doc31('/openapi.json', about);
  // When first asked for, because routes may be mounted after this one.
  let page: string | null = null;
  app.get('/docs', async (context) => {
    page ??= String(await docsPage(app.getOpenAPI31Document(about) as unknown as ApiDocument));
    return context.body(page, 200, { ...docsHeaders });
  });
}
