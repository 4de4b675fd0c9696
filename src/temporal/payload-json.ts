// Payloads as Temporal's UI and command line send them to a codec endpoint: protobuf's JSON form, bytes in base64.

import type { Payload, PayloadCodec } from '@temporalio/common';
import { z } from 'zod';

const bytes = z
  .string()
  .regex(/^[A-Za-z0-9+/_-]*={0,2}$/, 'must be base64')
  .transform((text) => Buffer.from(text, 'base64'));

export const payloadJson = z.object({
  metadata: z.record(z.string(), bytes).optional(),
  data: bytes.optional(),
});

export interface PayloadJson {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly data?: string;
}

export async function convert(
  change: PayloadCodec['encode'],
  payloads: readonly z.output<typeof payloadJson>[],
): Promise<PayloadJson[]> {
  const given = payloads.map(({ metadata, data }) => ({ metadata: metadata ?? null, data: data ?? null }));
  return (await change(given)).map(jsonOf);
}

const jsonOf = ({ metadata, data }: Payload): PayloadJson => ({
  ...(metadata && {
    metadata: Object.fromEntries(
      Object.entries(metadata).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
    ),
  }),
  ...(data && { data: Buffer.from(data).toString('base64') }),
});
