// Pure, no server. Every way a value gets printed, with a secret somewhere inside it.
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/domain/failures.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { TokenSet } from '../../src/domain/token-set.ts';
import { builtInProviders } from '../../src/providers/index.ts';
import { createProviders } from '../../src/providers/registry.ts';
import { pick } from '../../src/telemetry/log.ts';
import { createKeyRing, generateMasterKey } from '../../src/vault/key-ring.ts';

const value = 'sbxat-not-to-be-seen';
const secret = new Secret(value);
const tokens: TokenSet = { accessToken: secret, refreshToken: new Secret(`${value}-too`) };

function printed(...values: unknown[]): string {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  const console = new Console({ stdout: stream, stderr: stream });
  console.log(...values);
  console.dir(values[0], { depth: null, showHidden: true });
  console.table(values);
  console.error('%s %o %j', ...values, ...values, ...values);
  return text;
}

describe('a secret', () => {
  it.each([
    ['JSON', () => JSON.stringify({ deep: [{ tokens }] }, null, 2)],
    ['inspect', () => inspect({ deep: [{ tokens }] }, { depth: null })],
    [
      'inspect with hidden properties',
      () => inspect(tokens, { depth: null, showHidden: true, getters: true }),
    ],
    ['format', () => format('%s %o %O %j %d', secret, secret, tokens, tokens, secret)],
    ['a template', () => `${secret}`],
    ['concatenation', () => `a ${String(secret)} ${[secret, secret].join()}`],
    ['the console', () => printed(tokens, secret)],
    ['the message of an error', () => inspect(new Error(`could not send ${secret}`))],
    [
      'a property of an error',
      () => inspect(Object.assign(new Error('no'), { tokens, request: { secret } })),
    ],
    ['the cause of an error', () => inspect(new Error('no', { cause: { tokens } }), { depth: null })],
  ])('prints as [redacted] in %s', (_, print) => {
    const text = print();
    expect(text).toContain('[redacted]');
    expect(text).not.toContain(value);
  });

  it.each([
    [
      'inspect without our own printing',
      () => inspect(tokens, { depth: null, customInspect: false, showHidden: true }),
    ],
    [
      'its keys and entries',
      () => JSON.stringify([Reflect.ownKeys(secret), Object.entries(secret), { ...secret }]),
    ],
    ['a structured clone', () => inspect(structuredClone({ ...secret }))],
    [
      'a failure that carries nothing else',
      () => inspect(new Failure('bug', `about ${secret}`), { depth: null }),
    ],
  ])('is not in %s', (_, print) => {
    expect(print()).not.toContain(value);
  });

  it('has no field to be in, in a log line', () => {
    expect(pick({ error: secret, reason: tokens, account: 'acct_1', accessToken: value })).toEqual({
      account: 'acct_1',
    });
  });

  it('is given only to whoever asks by name', () => {
    expect(secret.reveal()).toBe(value);
  });
});

describe('what holds secrets', () => {
  it('prints a provider without its client secret', () => {
    const client = { clientId: 'app', clientSecret: secret };
    const provider = createProviders({
      builtIn: builtInProviders,
      files: [],
      clients: { hubspot: client },
    }).get('hubspot');
    const text = inspect(provider, { depth: null, showHidden: true }) + JSON.stringify(provider);
    expect(text).toContain('[redacted]');
    expect(text).not.toContain(value);
  });

  it('prints a key ring without its keys', () => {
    const line = generateMasterKey('k1');
    const ring = createKeyRing(new Secret(line));
    const text = inspect(ring, { depth: null, showHidden: true }) + JSON.stringify(ring);
    expect(text).not.toContain(line.split(':')[1]!.slice(0, 12));
    expect(text).toContain('k1');
  });
});
