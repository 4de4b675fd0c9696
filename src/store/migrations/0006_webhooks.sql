-- Up Migration

-- Where a tenant wants to be told of its events. The id is the tenant's own choice.
create table webhook_endpoints (
  tenant text not null references tenants,
  id text not null,
  url text not null,
  -- Null: events of every type.
  types text[],
  description text,
  state text not null check (state in ('enabled', 'disabled')),
  disabled_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant, id)
);

-- What an endpoint's deliveries are signed with: one, or two while the receiver changes over. Sealed with the tenant's key.
create table webhook_secrets (
  tenant text not null,
  endpoint text not null,
  id text not null,
  sealed bytea not null,
  created_at timestamptz not null default now(),
  -- Null: until another one replaces it.
  expires_at timestamptz,
  primary key (tenant, endpoint, id),
  foreign key (tenant, endpoint) references webhook_endpoints (tenant, id) on delete cascade
);

-- One event owed to one endpoint, written in the transaction that writes the event. These rows are the queue: per endpoint
-- and subject in the order of position, and what is not there any more is not owed any more.
create table deliveries (
  tenant text not null,
  id text not null,
  number bigint generated always as identity unique,
  endpoint text not null,
  event text not null references events (id),
  position bigint not null,
  -- The account or run whose events keep their order; 'tenant' for events about neither.
  subject text not null,
  state text not null check (state in ('pending', 'delivered', 'dead')),
  -- Attempts since it was last put in the queue.
  tries integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (tenant, id),
  unique (tenant, endpoint, event),
  foreign key (tenant, endpoint) references webhook_endpoints (tenant, id) on delete cascade
);
create index deliveries_queue on deliveries (tenant, endpoint, subject, position) where state = 'pending';
create index deliveries_due on deliveries (next_attempt_at) where state = 'pending';
create index deliveries_of_event on deliveries (event);

create table delivery_attempts (
  tenant text not null,
  delivery text not null,
  number bigint generated always as identity,
  started_at timestamptz not null,
  duration_ms integer not null,
  -- The HTTP status of the answer; null when there was none.
  status integer,
  -- Why it did not count as delivered; null when it did.
  reason text,
  -- The beginning of an answer that refused, scrubbed.
  snippet text,
  primary key (tenant, delivery, number),
  foreign key (tenant, delivery) references deliveries (tenant, id) on delete cascade
);

do $$
declare
  walled text;
begin
  foreach walled in array array['webhook_endpoints', 'webhook_secrets', 'deliveries', 'delivery_attempts'] loop
    execute format('alter table %I enable row level security', walled);
    execute format(
      'create policy own_tenant on %I to firstlight_tenant using (tenant = current_tenant()) with check (tenant = current_tenant())',
      walled
    );
    execute format('grant select, insert, update, delete on %I to firstlight_tenant', walled);
  end loop;
end
$$;
