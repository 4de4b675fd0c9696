-- Up Migration

-- What a person is asked who is to connect a new account. The account's id is chosen with the request and is nobody's until
-- the person has agreed; the request is completed in the transaction that makes the account.
create table connect_requests (
  id text primary key,
  tenant text not null references tenants,
  account text not null,
  provider text not null,
  scopes text[] not null,
  label text,
  state text not null check (state in ('open', 'completed')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  completed_at timestamptz
);
create index connect_requests_of_tenant on connect_requests (tenant, id);

-- Browsers that set out to a provider: one row each, so that two people with one link do not take each other's way back.
-- What must come back (state, cookie) is kept as hashes, the PKCE verifier sealed; gone when it is used. What came of it
-- stays for a day, for the page the browser is sent to.
create table departures (
  id text primary key,
  tenant text not null references tenants,
  request text not null,
  return_url text,
  state_hash bytea not null unique,
  browser_hash bytea not null,
  verifier_sealed bytea,
  created_at timestamptz not null default now(),
  taken_at timestamptz,
  outcome jsonb
);
create index departures_by_age on departures (created_at);

-- What the account was asked for. Empty: not known, or all of it was granted as far as anybody knows.
alter table connected_accounts add column requested_scopes text[] not null default '{}';

-- reauth_requests.oauth_state_hash, browser_hash and verifier_sealed held the one departure there could be. They stay until
-- a later migration, so that yesterday's processes go on beside today's.

do $$
declare
  walled text;
begin
  foreach walled in array array['connect_requests', 'departures'] loop
    execute format('alter table %I enable row level security', walled);
    execute format(
      'create policy own_tenant on %I to firstlight_tenant using (tenant = current_tenant()) with check (tenant = current_tenant())',
      walled
    );
    execute format('grant select, insert, update, delete on %I to firstlight_tenant', walled);
  end loop;
end
$$;
