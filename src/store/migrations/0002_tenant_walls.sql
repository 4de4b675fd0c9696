-- Up Migration

-- Row-level security: the API's connections act as firstlight_tenant (src/store/tenant-pool.ts), which sees the rows of the
-- tenant named in the setting firstlight.tenant and no others, whatever a query says; with no tenant named, none at all.
-- Worker, migrate and the command line act as the tables' owner, to whom the policies do not apply.
-- The role itself is made by src/store/tenant-role.ts before this runs, because a role belongs to the whole server.
-- A later table with a customer's things gets its policy in its own migration; test/stack/tenant-walls.test.ts looks.

create function current_tenant() returns text language sql stable as $$
  select nullif(current_setting('firstlight.tenant', true), '')
$$;

do $$
declare
  walled text;
begin
  foreach walled in array array[
    'connected_accounts', 'grants', 'token_versions', 'exchanges', 'reauth_requests', 'runs', 'result_rows',
    'step_checkpoints', 'events', 'idempotency_keys'
  ] loop
    execute format('alter table %I enable row level security', walled);
    execute format(
      'create policy own_tenant on %I to firstlight_tenant using (tenant = current_tenant()) with check (tenant = current_tenant())',
      walled
    );
    execute format('grant select, insert, update, delete on %I to firstlight_tenant', walled);
  end loop;
end
$$;

-- Its own name, and nothing of how its key is recognized.
alter table tenants enable row level security;
create policy own_tenant on tenants for select to firstlight_tenant using (id = current_tenant());
grant select (id, name, created_at) on tenants to firstlight_tenant;

-- The scope names the tenant: account:{tenant}:{account} and rows:{tenant}. No id holds a colon.
alter table data_keys enable row level security;
create policy own_tenant on data_keys to firstlight_tenant
  using (split_part(scope, ':', 2) = current_tenant())
  with check (split_part(scope, ':', 2) = current_tenant());
grant select, insert on data_keys to firstlight_tenant;

-- Nobody's in particular: the numbering of accounts, and how long tokens live.
grant select, insert, update on provider_apps to firstlight_tenant;
grant select, insert on lifetime_classes to firstlight_tenant;
