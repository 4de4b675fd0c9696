-- Up Migration

-- Every request that changes something at a provider, from before it is sent: what became of it, and its answer, sealed with
-- the tenant's rows key. A call that is executed again finds here what the execution before it did.
create table writes (
  tenant text not null references tenants,
  -- The same at every execution of a call.
  call_key text not null,
  -- Which of the call's requests.
  place text not null,
  run text,
  step text,
  account text not null,
  tool text not null,
  method text not null,
  -- Of method, address and body.
  fingerprint text not null,
  state text not null check (state in ('planned', 'sent', 'confirmed', 'unknown', 'refused')),
  -- The execution that planned it last; only that one may send and settle it.
  execution text not null,
  attempts integer not null default 0,
  answer bytea,
  planned_at timestamptz not null default now(),
  sent_at timestamptz,
  settled_at timestamptz,
  primary key (tenant, call_key, place),
  foreign key (tenant, run) references runs (tenant, id) on delete cascade
);
create index writes_of_run on writes (tenant, run) where run is not null;

alter table writes enable row level security;
create policy own_tenant on writes to firstlight_tenant
  using (tenant = current_tenant()) with check (tenant = current_tenant());
grant select, insert, update, delete on writes to firstlight_tenant;
