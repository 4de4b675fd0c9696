// What one call of a tool may do; no server.
import { describe, expect, it } from 'vitest';
import { effectOf, type Json } from '../../src/domain/tool.ts';

const raw = { effect: 'once', readsWhere: { field: 'method', values: ['GET', 'HEAD'] } } as const;

describe('the effect of a call', () => {
  it('is the tool’s, where its inputs make no difference', () => {
    expect(effectOf({ effect: 'keyed' }, { method: 'GET' })).toBe('keyed');
  });

  it('is a read where the input says so, in whatever letters', () => {
    expect(effectOf(raw, { method: 'GET' })).toBe('read');
    expect(effectOf(raw, { method: 'head' })).toBe('read');
  });

  it.each<Json>([{ method: 'POST' }, { method: 'GET ' }, { method: ['GET'] }, {}, null, 'GET'])(
    'stays the tool’s for %j, which says nothing of the kind',
    (input) => {
      expect(effectOf(raw, input)).toBe('once');
    },
  );
});
