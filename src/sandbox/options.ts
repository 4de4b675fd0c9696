// What a sandbox can be started with. Everything has a default: `startSandbox()` is a HubSpot, a Salesforce, a Google and a Slack
// with one customer, at the speed of real life.

import { z } from 'zod';
import { scopeSchema, someKnobsSchema } from './knobs.ts';
import { worldOptionsSchema } from './world/world.ts';

export const sandboxOptionsSchema = z.strictObject({
  /** Lengths in the provider's seconds are divided by this. 360: six hours in a minute. */
  speed: z.number().positive().default(1),
  world: worldOptionsSchema.default(worldOptionsSchema.parse({})),
  /** Port of each listener by its name (`hubspot`, `salesforce-login`, `salesforce-instance-1`, …, `google`, `control`); 0 or absent: a free one. */
  ports: z.record(z.string(), z.int().min(0).max(65_535)).default({}),
  salesforceInstances: z.int().min(2).max(10).default(2),
  /** The name the consent pages show. */
  appName: z.string().default('Firstlight'),
  /** Client id and secret by provider; made up where absent. */
  clients: z
    .record(z.string(), z.strictObject({ clientId: z.string().min(1), clientSecret: z.string().min(1) }))
    .default({}),
  knobs: z.array(z.strictObject({ scope: scopeSchema.default({}), knobs: someKnobsSchema })).default([]),
  /** So many calls the log keeps. */
  logCapacity: z.int().positive().default(200_000),
});

export type SandboxOptions = z.input<typeof sandboxOptionsSchema>;

export function readSandboxOptions(options: unknown): z.output<typeof sandboxOptionsSchema> {
  const parsed = sandboxOptionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'options'}: ${message}`,
  );
  throw new Error(`The sandbox cannot start with these options. ${problems.join('; ')}.`);
}
