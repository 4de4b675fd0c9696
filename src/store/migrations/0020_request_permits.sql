-- Up Migration

-- How much of the providers' request limits is given out, and who waits (src/domain/permit-book.ts). One row for all limits
-- that could meet in one request; it is read and replaced, never locked: a change is made only to the version it was made from.
-- Holds tenants' names, so the tenants' role is granted nothing.
create table permit_books (
  name text primary key,
  book jsonb not null,
  version bigint not null default 1,
  changed_at timestamptz not null default now()
)
-- Rewritten many times a second while requests wait: room for new versions on the same page, and no index but the key's.
with (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

-- What a provider said: that a limit is used up, for whom and until when. By others than Firstlight, too.
create table request_stops (
  key text primary key,
  app text not null,
  name text not null,
  shared_by text not null check (shared_by in ('app', 'organization', 'tenant', 'account')),
  sharer text not null,
  -- Empty: all.
  methods text[] not null default '{}',
  paths text[] not null default '{}',
  -- In a row, without a length said by the provider; each waits twice as long.
  strikes integer not null default 1,
  stopped_until timestamptz not null,
  learned_at timestamptz not null default now()
);
create index request_stops_in_force on request_stops (stopped_until);
