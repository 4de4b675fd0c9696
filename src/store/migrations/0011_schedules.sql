-- Up Migration

-- What a tenant wants started when. The id is the tenant's own choice. This is the truth; Temporal's own Schedule follows it
-- (src/temporal/agree-on-schedules.ts).
create table schedules (
  tenant text not null references tenants,
  id text not null,
  definition jsonb not null,
  -- Goes up at each change; the server's copy carries it, which tells a copy that is old from one that was changed by hand.
  revision integer not null,
  paused boolean not null,
  note text,
  paused_at timestamptz,
  resumed_at timestamptz,
  -- Of the server's copy as it was when it was written; null when that is not known.
  server_digest text,
  -- Every start that was due up to then has a row in schedule_starts.
  examined_until timestamptz not null default now(),
  -- When it was last compared with the server's.
  checked_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant, id)
);
create index schedules_to_check on schedules (checked_at);

-- One start each. The key is its nominal time in the server's spelling, or what triggered it.
create table schedule_starts (
  tenant text not null,
  schedule text not null,
  key text not null,
  at timestamptz not null,
  cause text not null check (cause in ('schedule', 'trigger', 'backfill')),
  overlap text not null,
  state text not null check (state in ('waiting', 'begun', 'ended', 'skipped')),
  run text,
  skip_reason text,
  -- How often it was skipped: one that was filled in later may be skipped again.
  skips integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant, schedule, key),
  foreign key (tenant, schedule) references schedules (tenant, id) on delete cascade
);
create index schedule_starts_latest on schedule_starts (tenant, schedule, at);
create index schedule_starts_open on schedule_starts (tenant, schedule) where state in ('waiting', 'begun');

do $$
declare
  walled text;
begin
  foreach walled in array array['schedules', 'schedule_starts'] loop
    execute format('alter table %I enable row level security', walled);
    execute format(
      'create policy own_tenant on %I to firstlight_tenant using (tenant = current_tenant()) with check (tenant = current_tenant())',
      walled
    );
    execute format('grant select, insert, update, delete on %I to firstlight_tenant', walled);
  end loop;
end
$$;
