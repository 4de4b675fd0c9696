// The migrations themselves, no database: yesterday's processes go on while today's schema comes under them, so a migration adds
// and takes nothing away (docs/changing-code.md). Those up to 0009 were there before the rule.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = new URL('../../src/store/migrations/', import.meta.url);
const firstUnderTheRule = '0010';

/** What breaks code that does not know it, as a person would say it; read in one statement at a time. */
const breaking: ReadonlyArray<readonly [string, RegExp]> = [
  ['takes something away', /\b(?:drop|truncate|revoke)\b(?! (?:constraint|policy)\b)/],
  ['deletes rows', /\bdelete from\b/],
  ['renames something', /\brename\b/],
  ['changes what a column takes', /\balter column \w+ (?:set not null|type|set data type)\b/],
  ['demands a column that old code does not write', /\badd column\b(?!.*\bdefault\b).*\bnot null\b/],
  [
    'adds a key to what is there',
    /\balter table .*\badd (?:constraint \w+ )?(?:unique|primary key|foreign key)\b/,
  ],
];

function mistakesIn(sql: string): string[] {
  const text = sql.replace(/--.*$/gm, '').replace(/\s+/g, ' ').toLowerCase();
  const mistakes = text
    .split(';')
    .flatMap((statement) =>
      breaking
        .filter(([, pattern]) => pattern.test(statement))
        .map(([what]) => `${what}: ${statement.trim().slice(0, 80)}`),
    );
  // A check may be made wider: taken away and put back under its name, by one migration.
  for (const [, name] of text.matchAll(/\bdrop constraint (?:if exists )?(\w+)/g)) {
    if (!new RegExp(`\\badd constraint ${name}\\b`).test(text)) mistakes.push(`takes away the check ${name}`);
  }
  const made = new Set(
    [...text.matchAll(/\bcreate table (?:if not exists )?(\w+)/g)].map(([, table]) => table),
  );
  for (const [, table] of text.matchAll(/\bcreate unique index \w+ on (\w+)/g)) {
    if (!made.has(table)) mistakes.push(`makes ${table} refuse what old code writes, by a unique index`);
  }
  return mistakes;
}

const underTheRule = readdirSync(folder).filter((file) => file.endsWith('.sql') && file >= firstUnderTheRule);

describe('a migration', () => {
  it('is under the rule from the first one after 0009', () => {
    expect(underTheRule.length).toBeGreaterThan(0);
    for (const file of underTheRule) {
      expect({ file, mistakes: mistakesIn(readFileSync(new URL(file, folder), 'utf8')) }).toEqual({
        file,
        mistakes: [],
      });
    }
  });

  it.each([
    'drop table runs',
    'alter table runs drop column name',
    'alter table runs rename column name to title',
    'alter table runs alter column name type varchar(10)',
    'alter table runs alter column note set not null',
    'alter table runs add column who text\n  not null',
    'alter table runs drop constraint runs_state_check',
    'alter table runs add constraint one unique (tenant, name)',
    'create unique index one on runs (tenant, name)',
    'delete from runs where ended_at is not null',
    'revoke update on runs from firstlight_tenant',
  ])('that says "%s" is refused', (sql) => {
    expect(mistakesIn(`-- Up Migration\n${sql};`)).toHaveLength(1);
  });

  it.each([
    'create table ones (tenant text not null, id text not null, primary key (tenant, id))',
    'create table ones (id text not null); create unique index one on ones (id)',
    'alter table runs add column who text',
    "alter table runs add column who text not null default 'nobody'",
    "alter table runs drop constraint is_so; alter table runs add constraint is_so check (state <> '')",
    "alter table runs add column a text; -- drop it later\nupdate runs set a = 'x' where a is null",
  ])('that says "%s" is not', (sql) => {
    expect(mistakesIn(`-- Up Migration\n${sql};`)).toEqual([]);
  });
});
