-- Up Migration

-- What is known of a provider app as a whole: a problem of the operator's that holds all of its accounts, and a time before
-- which its token endpoint asked to be left alone (429 with Retry-After).
alter table provider_apps
  add column failing jsonb,
  add column failing_since timestamptz,
  add column not_before timestamptz,
  add column last_decision integer not null default 0,
  -- Some of its accounts are watched: its workflow probes them between refreshes.
  add column is_watched boolean not null default false;

alter table connected_accounts
  -- The furthest end of a watch: until then the account is probed between refreshes.
  add column watched_until timestamptz,
  -- Refused beside others, and the app was found sound since: until then its refusals are its own, not the app's.
  add column own_fault_until timestamptz;
create index connected_accounts_watched on connected_accounts (provider_app, watched_until);
create index connected_accounts_of_app on connected_accounts (provider_app, state, tenant, id);
create index exchanges_answered on exchanges (ended_at) where status in ('settled', 'refused');

-- Null: the operator's own, no tenant's. The policies of 0002 hide those from every tenant.
alter table events alter column tenant drop not null;
