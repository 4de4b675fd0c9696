// Pure, no server.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configVariables, noticeSecretsOf, readConfig, requireForProduction } from '../../src/config.ts';

describe('the configuration', () => {
  it('is described whole by .env.example, and nothing else is', () => {
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
    const described = [...example.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1]);

    expect(described.toSorted()).toEqual([...configVariables].toSorted());
  });

  it('says every mistake at once', () => {
    const mistaken = {
      DATABASE_URL: 'mysql://x',
      TEMPORAL_ADDRESS: 'http://localhost:7233',
      FIRSTLIGHT_PORT: 'eight',
      FIRSTLIGHT_MASTER_KEYS: 'k1:c2hvcnQ=',
      FIRSTLIGHT_OPERATOR_KEY: 'short',
    };
    const read = () => readConfig(mistaken);
    for (const name of Object.keys(mistaken)) expect(read).toThrow(new RegExp(name));
    expect(read).toThrow(/5 mistakes/);
  });

  it('never repeats a value that may be a secret', () => {
    const read = () =>
      readConfig({ FIRSTLIGHT_OPERATOR_KEY: 'hunter2', FIRSTLIGHT_MASTER_KEYS: 'k1:aHVudGVyMg==' });
    expect(read).toThrow();
    expect(read).not.toThrow(/hunter2|aHVudGVyMg/);
  });

  it('takes a variable that is set to nothing for one that is not set', () => {
    expect(readConfig({ FIRSTLIGHT_PORT: '', DATABASE_URL: '' })).toMatchObject({ FIRSTLIGHT_PORT: 8787 });
  });

  it('names what production lacks', () => {
    expect(() => requireForProduction(readConfig({}), ['DATABASE_URL', 'FIRSTLIGHT_MASTER_KEYS'])).toThrow(
      /DATABASE_URL and FIRSTLIGHT_MASTER_KEYS must be set/,
    );
  });
});

describe('what providers sign their notices with', () => {
  it('is known to the provider it is for, and to no other', () => {
    const config = readConfig({ SLACK_SIGNING_SECRET: 'signs' });
    const secrets = noticeSecretsOf(config);

    expect(Object.keys(secrets)).toEqual(['slack']);
    expect(secrets.slack!.reveal()).toBe('signs');
    expect(JSON.stringify(config)).not.toContain('signs');
    expect(noticeSecretsOf(readConfig({}))).toEqual({});
  });
});
