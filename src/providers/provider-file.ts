// A JSON file about a provider (FIRSTLIGHT_PROVIDER_FILES). Its id names a built-in provider: the file's fields are laid
// over that provider's own, e.g. the endpoints of a sandbox, a proxy or another region, and the client's id and secret.

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Failure } from '../domain/failures.ts';

const isLoopback = (url: URL): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);

const endpoint = z.url().refine(
  (text) => {
    const url = new URL(text);
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
  },
  { message: 'must be https (http only on the loopback interface)' },
);

/** A value, or the name of an environment variable that holds it. */
const setting = z.union([z.string().min(1), z.strictObject({ env: z.string().min(1) })]);

const providerFile = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1).optional(),
  authorizeUrl: endpoint.optional(),
  tokenUrl: endpoint.optional(),
  revokeUrl: endpoint.optional(),
  introspectUrl: endpoint.optional(),
  userinfoUrl: endpoint.optional(),
  apiOrigins: z
    .array(z.string().regex(/^https?:\/\/[^/]+$/, 'must be an origin, without a path'))
    .min(1)
    .optional(),
  scopes: z.array(z.string()).optional(),
  clientId: setting.optional(),
  clientSecret: setting.optional(),
});

export interface ProviderFile extends Omit<z.output<typeof providerFile>, 'clientId' | 'clientSecret'> {
  readonly clientId?: string;
  readonly clientSecret?: string;
}

export function readProviderFile(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
): ProviderFile {
  const parsed = providerFile.safeParse(parseJson(path));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`,
    );
    throw new Failure(
      'app.misconfigured',
      `The provider file ${path} cannot be used. ${problems.join('; ')}.`,
    );
  }
  const resolve = (name: string, value: z.output<typeof setting> | undefined): string | undefined => {
    if (value === undefined || typeof value === 'string') return value;
    const found = environment[value.env];
    if (!found) {
      throw new Failure(
        'app.misconfigured',
        `The provider file ${path} takes ${name} from ${value.env}, which is not set.`,
      );
    }
    return found;
  };
  return {
    ...parsed.data,
    clientId: resolve('clientId', parsed.data.clientId),
    clientSecret: resolve('clientSecret', parsed.data.clientSecret),
  };
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Failure(
      'app.misconfigured',
      `The provider file ${path} (from FIRSTLIGHT_PROVIDER_FILES) cannot be read: ${(error as Error).message}`,
    );
  }
}
