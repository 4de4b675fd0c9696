// The only reader of the environment. Every problem is reported at once, in words that say what to do.

import { z } from 'zod';
import { findReturnMistake } from './connect/return-urls.ts';
import { payloadModes } from './domain/payload-mode.ts';
import { Secret } from './domain/secret.ts';
import { findKeyRingMistake } from './vault/key-ring.ts';

const secret = z.string().transform((value) => new Secret(value));
const port = z.coerce.number().int().min(0).max(65_535);

const seconds = z.coerce.number({ error: 'must be a number of seconds' }).min(0);
const yesOrNo = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .default('false')
  .transform((text) => text === 'true');
const waits = z
  .string()
  .regex(/^\d+(\.\d+)?(,\d+(\.\d+)?){0,29}$/, 'must be waits in seconds, comma-separated, e.g. 5,30,120');
const listOfSeconds = (text: string): number[] => text.split(',').map(Number);

const masterKeys = z.string().superRefine((text, context) => {
  const mistake = findKeyRingMistake(text);
  if (mistake) context.addIssue({ code: 'custom', message: mistake });
});

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

function findOriginMistake(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  const example = 'e.g. https://temporal.example.com';
  if (!url || !/^https?:$/.test(url.protocol)) return `must be an http:// or https:// origin, ${example}`;
  return url.origin === text ? null : `must be an origin and nothing more: ${url.origin}`;
}

/** Where the embedded parts keep what they have, from the folder a process was started in. */
export const usualDataDir = '.firstlight';

/** Every variable there is; `.env.example` says what each one does, and a test compares the two. */
const schema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// URL' }).optional(),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^/\s]+:\d+$/, 'must be host:port, without a scheme')
    .optional(),
  TEMPORAL_NAMESPACE: z.string().optional(),
  FIRSTLIGHT_HOST: z.string().default('127.0.0.1'),
  FIRSTLIGHT_PORT: port.default(8787),
  FIRSTLIGHT_PROXY_BODY_MB: z.coerce
    .number({ error: 'must be a number of megabytes' })
    .positive('must be more than 0')
    .default(1024),
  FIRSTLIGHT_PUBLIC_URL: z.url().optional(),
  FIRSTLIGHT_RETURN_URLS: z
    .string()
    .default('')
    .superRefine((text, context) => {
      for (const url of listOf(text)) {
        const mistake = findReturnMistake(url);
        if (mistake) context.addIssue({ code: 'custom', message: `"${url}" ${mistake}` });
      }
    })
    .transform(listOf),
  FIRSTLIGHT_DATA_DIR: z.string().default(usualDataDir),
  FIRSTLIGHT_POSTGRES_PORT: port.optional(),
  FIRSTLIGHT_TEMPORAL_PORT: port.optional(),
  FIRSTLIGHT_TEMPORAL_UI_PORT: port.optional(),
  FIRSTLIGHT_OPERATOR_KEY: z.string().min(20, 'must have at least 20 characters').pipe(secret).optional(),
  FIRSTLIGHT_MASTER_KEYS: masterKeys.pipe(secret).optional(),
  FIRSTLIGHT_PAYLOADS: z
    .enum(payloadModes, { error: `must be one of ${payloadModes.join(', ')}` })
    .default('sealing'),
  FIRSTLIGHT_TEMPORAL_UI_ORIGINS: z
    .string()
    .default('')
    .superRefine((text, context) => {
      for (const origin of listOf(text)) {
        const mistake = findOriginMistake(origin);
        if (mistake) context.addIssue({ code: 'custom', message: `"${origin}" ${mistake}` });
      }
    })
    .transform(listOf),
  FIRSTLIGHT_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional(),
  FIRSTLIGHT_TENANT_KEY: secret.optional(),
  FIRSTLIGHT_PROVIDER_FILES: z.string().default('').transform(listOf),
  FIRSTLIGHT_EXTENSIONS: z.string().default('').transform(listOf),
  FIRSTLIGHT_MODEL_FILES: z.string().default('').transform(listOf),
  FIRSTLIGHT_AGENT_TURNS_PER_HISTORY: z.coerce
    .number()
    .int('must be a whole number of turns')
    .min(1, 'must be at least 1')
    .max(200, 'must be at most 200')
    .default(40),
  FIRSTLIGHT_READ_JOURNALS: z.string().default('').transform(listOf),
  FIRSTLIGHT_ALLOW_PRIVATE_WEBHOOKS: yesOrNo,
  FIRSTLIGHT_WEBHOOK_RETRY_SECONDS: waits
    .default('5,30,120,900,3600,14400,43200,86400,86400')
    .transform(listOfSeconds),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// URL' })
    .pipe(secret)
    .optional(),
  SMTP_FROM: z
    .string()
    .regex(/^[^@\r\n]*@[\w.-]+>?$/, 'must be an address, or Name <address>')
    .optional(),
  SMTP_ALLOW_PLAINTEXT: yesOrNo,
  FIRSTLIGHT_OPERATOR_EMAIL: z.email('must be one e-mail address').optional(),
  FIRSTLIGHT_NOTICE_GATHER_SECONDS: seconds.default(30),
  FIRSTLIGHT_NOTICE_BETWEEN_SECONDS: seconds.default(900),
  FIRSTLIGHT_NOTICE_ESCALATE_SECONDS: seconds.default(900),
  FIRSTLIGHT_NOTICE_RETRY_SECONDS: waits.default('10,30,120,600,1800,3600,7200').transform(listOfSeconds),
  FIRSTLIGHT_SHUTDOWN_SECONDS: seconds.min(1, 'must be at least 1').default(25),
  FIRSTLIGHT_DRAIN_SECONDS: seconds.default(0),
  FIRSTLIGHT_WORKER_PORT: port.optional(),
  FIRSTLIGHT_HISTORY_DAYS: z.coerce
    .number()
    .int('must be whole days')
    .min(1, 'must be at least 1')
    .optional(),
  FIRSTLIGHT_RETENTION_DAYS: z.coerce
    .number({ error: 'must be a number of days' })
    .int('must be whole days')
    .min(1, 'must be at least 1')
    .max(36_500, 'must be at most 36500')
    .default(90),
  FIRSTLIGHT_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  HUBSPOT_CLIENT_ID: z.string().optional(),
  HUBSPOT_CLIENT_SECRET: secret.optional(),
  SALESFORCE_CLIENT_ID: z.string().optional(),
  SALESFORCE_CLIENT_SECRET: secret.optional(),
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: secret.optional(),
  SLACK_CLIENT_ID: z.string().optional(),
  SLACK_CLIENT_SECRET: secret.optional(),
  SLACK_SIGNING_SECRET: secret.optional(),
});

export type Environment = Readonly<Record<string, string | undefined>>;
export type Config = z.output<typeof schema>;

export const configVariables: readonly string[] = Object.keys(schema.shape);

export class ConfigError extends Error {}

export function readConfig(environment: Environment): Config {
  // A variable that is set to nothing is a variable that is not set.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(
    `The configuration has ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}:\n${problems.join('\n')}\n` +
      'Each variable is described in .env.example. Nothing was started.',
  );
}

/** For the processes that run in production: what they cannot do without. */
export function requireForProduction<Name extends keyof Config>(
  config: Config,
  names: readonly Name[],
): { readonly [Key in Name]: NonNullable<Config[Key]> } {
  const missing = names.filter((name) => config[name] === undefined);
  if (missing.length > 0) {
    throw new ConfigError(
      `${missing.join(' and ')} must be set. .env.example says what ${missing.length === 1 ? 'it is' : 'they are'}; ` +
        '`npm start` makes up and keeps what is missing, for one machine. Nothing was started.',
    );
  }
  return config as unknown as { readonly [Key in Name]: NonNullable<Config[Key]> };
}

/** Client registrations from `<PROVIDER>_CLIENT_ID` and `<PROVIDER>_CLIENT_SECRET`. */
export function clientsOf(config: Config): Record<string, { clientId: string; clientSecret: Secret }> {
  const pairs = {
    hubspot: [config.HUBSPOT_CLIENT_ID, config.HUBSPOT_CLIENT_SECRET],
    salesforce: [config.SALESFORCE_CLIENT_ID, config.SALESFORCE_CLIENT_SECRET],
    google: [config.GOOGLE_CLIENT_ID, config.GOOGLE_CLIENT_SECRET],
    slack: [config.SLACK_CLIENT_ID, config.SLACK_CLIENT_SECRET],
  } as const;
  return Object.fromEntries(
    Object.entries(pairs).flatMap(([provider, [clientId, clientSecret]]) =>
      clientId && clientSecret ? [[provider, { clientId, clientSecret }]] : [],
    ),
  );
}

/** The same of providers that an extension brings: `acme-crm` has ACME_CRM_CLIENT_ID and ACME_CRM_CLIENT_SECRET. */
export function clientsOfOwn(
  ids: readonly string[],
  environment: Environment,
): Record<string, { clientId: string; clientSecret: Secret }> {
  return Object.fromEntries(
    ids.flatMap((id) => {
      const name = id.toUpperCase().replaceAll('-', '_');
      const clientId = environment[`${name}_CLIENT_ID`];
      const clientSecret = environment[`${name}_CLIENT_SECRET`];
      return clientId && clientSecret ? [[id, { clientId, clientSecret: new Secret(clientSecret) }]] : [];
    }),
  );
}

/** What providers sign their notices with. */
export const noticeSecretsOf = (config: Config): Record<string, Secret> =>
  config.SLACK_SIGNING_SECRET ? { slack: config.SLACK_SIGNING_SECRET } : {};

/** The mail server, where one is set; a server without a sender is a mistake. */
export function mailOf(
  config: Config,
): { readonly url: Secret; readonly from: string; readonly allowsPlaintext: boolean } | null {
  const { SMTP_URL: url, SMTP_FROM: from, SMTP_ALLOW_PLAINTEXT: allowsPlaintext } = config;
  if (!url) return null;
  if (!from) {
    throw new ConfigError(
      'SMTP_URL is set and SMTP_FROM is not: mail needs a sender, e.g. SMTP_FROM="Firstlight <firstlight@example.com>". Nothing was started.',
    );
  }
  return { url, from, allowsPlaintext };
}
