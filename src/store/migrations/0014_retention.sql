-- Up Migration

alter table tenants
  -- Days for which what is over is kept; null: as the installation has it.
  add column retention_days integer check (retention_days between 1 and 36500),
  -- When all that was over for long enough had been removed last.
  add column swept_at timestamptz not null default now();

-- What the sweep looks for, so that a round that finds nothing reads nothing.
create index runs_ended on runs (tenant, updated_at) where state = 'ended';
create index exchanges_by_age on exchanges (tenant, started_at);
create index events_by_age on events (tenant, created_at);
create index events_of_account on events (tenant, account, type, position) where account is not null;
create index idempotency_keys_by_age on idempotency_keys (tenant, created_at);
create index notice_asks_of_event on notice_asks (event);
