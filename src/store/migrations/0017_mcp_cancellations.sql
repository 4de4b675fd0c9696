-- Up Migration

-- Requests of MCP clients that were cancelled at another api process than the one that works on them, which looks here.
-- Of use for as long as a request lasts.
create table mcp_cancellations (
  tenant text not null references tenants,
  -- Which session's which request, as src/http/mcp/calls-under-way.ts names it.
  call text not null,
  cancelled_at timestamptz not null default now(),
  primary key (tenant, call)
);

alter table mcp_cancellations enable row level security;
create policy own_tenant on mcp_cancellations to firstlight_tenant
  using (tenant = current_tenant()) with check (tenant = current_tenant());
grant select, insert, update, delete on mcp_cancellations to firstlight_tenant;
