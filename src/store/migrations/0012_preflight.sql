-- Up Migration

-- A look ahead at the accounts a run will need. The id is the end of its workflow's: `{schedule}:{date}`, or `pre_…`.
create table preflights (
  tenant text not null references tenants,
  id text not null,
  schedule text,
  -- Null: no run is in view, and nobody knows which tools will be used.
  run_name text,
  from_at timestamptz not null,
  until_at timestamptz not null,
  state text not null check (state in ('running', 'done')),
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (tenant, id)
);
create index preflights_by_age on preflights (tenant, created_at);

create table preflight_items (
  tenant text not null,
  preflight text not null,
  account text not null,
  -- Null: the run names an account that is not here.
  provider_app text,
  -- What the run's tools need, as the provider answers it; null where no run is in view.
  needed_scopes text[],
  -- What the provider said when it was asked just now.
  probe text check (probe in ('holds', 'looks_dead', 'unanswered')),
  probed_at timestamptz,
  verdict text check (verdict in ('good', 'at_risk', 'will_not_survive')),
  reasons jsonb,
  primary key (tenant, preflight, account),
  foreign key (tenant, preflight) references preflights (tenant, id) on delete cascade
);

-- The next moment at which a probe of the app may be sent, by whatever worker and for whatever tenant.
alter table provider_apps add column next_probe_at timestamptz;

-- By when it must have been acted on, for the sake of a run that has not begun.
alter table notice_asks add column needed_by timestamptz;

do $$
declare
  walled text;
begin
  foreach walled in array array['preflights', 'preflight_items'] loop
    execute format('alter table %I enable row level security', walled);
    execute format(
      'create policy own_tenant on %I to firstlight_tenant using (tenant = current_tenant()) with check (tenant = current_tenant())',
      walled
    );
    execute format('grant select, insert, update, delete on %I to firstlight_tenant', walled);
  end loop;
end
$$;
