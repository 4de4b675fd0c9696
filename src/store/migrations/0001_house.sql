-- Up Migration

-- Every table that holds a customer's things has the tenant in its key: a query cannot name a row without naming whose it is.

create table tenants (
  id text primary key,
  name text not null,
  api_key_hash bytea not null unique,
  created_at timestamptz not null default now()
);

-- Our client registration at a provider. Accounts are numbered within it: the number is their slot on the refresh grid.
create table provider_apps (
  id text primary key,
  provider text not null,
  next_serial integer not null default 0,
  created_at timestamptz not null default now()
);

-- Nominal access token lifetimes seen at a provider app; an observation within 5 % joins the class that is there.
create table lifetime_classes (
  provider_app text not null references provider_apps,
  nominal_ms bigint not null,
  primary key (provider_app, nominal_ms)
);

-- Data keys, one per connected account and one per tenant's result rows, each sealed by a master key of the ring.
create table data_keys (
  scope text primary key,
  master_key_id text not null,
  sealed bytea not null,
  created_at timestamptz not null default now()
);

create table connected_accounts (
  tenant text not null references tenants,
  id text not null,
  provider text not null,
  provider_app text not null references provider_apps,
  serial integer not null,
  label text not null,
  external_subject text,
  external_organization text,
  api_base_url text not null,
  state text not null check (state in ('active', 'held', 'reauth_required', 'disconnected')),
  -- Goes up at every change of state.
  seq bigint not null default 1,
  diagnosis jsonb,
  last_decision integer not null default 0,
  current_grant text not null,
  current_version integer not null,
  created_at timestamptz not null default now(),
  primary key (tenant, id),
  unique (provider_app, serial)
);

create table grants (
  id text primary key,
  tenant text not null,
  account text not null,
  state text not null check (state in ('staged', 'active', 'superseded', 'dead', 'discarded')),
  scopes text[] not null,
  external_subject text,
  external_organization text,
  api_base_url text not null,
  reauth_request text,
  -- The staged TokenSet, sealed; moves into token_versions when the grant is adopted, erased when it is discarded.
  staged_sealed bytea,
  staged_issued_at timestamptz,
  staged_expires_at timestamptz,
  consented_at timestamptz not null default now(),
  ended_at timestamptz,
  foreign key (tenant, account) references connected_accounts (tenant, id)
);
create index grants_staged on grants (tenant, account) where state = 'staged';

create table token_versions (
  tenant text not null,
  account text not null,
  version integer not null,
  grant_id text not null references grants,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  scopes text[] not null,
  schedule jsonb not null,
  -- The TokenSet, sealed with the account's data key and bound to tenant, account and version. Erased two versions later.
  sealed bytea,
  created_at timestamptz not null default now(),
  primary key (tenant, account, version),
  foreign key (tenant, account) references connected_accounts (tenant, id)
);

-- The journal: an exchange is written here, committed, before anything is sent.
create table exchanges (
  id text primary key,
  tenant text not null,
  account text not null,
  grant_id text not null,
  kind text not null check (kind in ('refresh', 'probe')),
  from_version integer not null,
  status text not null check (status in ('started', 'settled', 'refused', 'unsent', 'unknown', 'tombstone')),
  to_version integer,
  reason text,
  diagnosis jsonb,
  retry_after_ms integer,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  foreign key (tenant, account) references connected_accounts (tenant, id)
);
-- The fence: at most one exchange of a grant is under way.
create unique index exchanges_one_started on exchanges (tenant, account, grant_id) where status = 'started';
create index exchanges_of_account on exchanges (tenant, account, started_at);

create table reauth_requests (
  id text primary key,
  tenant text not null,
  account text not null,
  seq bigint not null,
  state text not null check (state in ('open', 'completed', 'expired', 'withdrawn')),
  diagnosis jsonb,
  -- Of the browser that is at the provider now: hash of its state, sealed PKCE verifier, hash of its cookie.
  oauth_state_hash bytea unique,
  browser_hash bytea,
  verifier_sealed bytea,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  completed_at timestamptz,
  unique (tenant, account, seq),
  foreign key (tenant, account) references connected_accounts (tenant, id)
);

create table runs (
  tenant text not null references tenants,
  id text not null,
  kind text not null,
  name text not null,
  input jsonb not null,
  state text not null check (state in ('running', 'paused', 'ended')),
  verdict text check (verdict in ('complete', 'complete_late', 'incomplete', 'failed', 'cancelled')),
  ledger jsonb,
  deadline_at timestamptz,
  on_deadline text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant, id)
);

-- What a step has read, sealed with the tenant's rows key. With the checkpoint, the place every execution starts from.
create table result_rows (
  tenant text not null,
  run text not null,
  step text not null,
  key text collate "C" not null,
  sealed bytea not null,
  read_at timestamptz not null default now(),
  primary key (tenant, run, step, key),
  foreign key (tenant, run) references runs (tenant, id) on delete cascade
);

create table step_checkpoints (
  tenant text not null,
  run text not null,
  step text not null,
  checkpoint jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (tenant, run, step),
  foreign key (tenant, run) references runs (tenant, id) on delete cascade
);

create table events (
  id text primary key,
  position bigint generated always as identity unique,
  tenant text not null references tenants,
  type text not null,
  account text,
  run text,
  sequence bigint not null,
  data jsonb not null,
  created_at timestamptz not null default now()
);
create index events_of_tenant on events (tenant, position);

create table idempotency_keys (
  tenant text not null references tenants,
  key text not null,
  request_hash bytea not null,
  status integer,
  answer jsonb,
  created_at timestamptz not null default now(),
  primary key (tenant, key)
);
