-- Up Migration

-- Providers' own notices that were acted on, so that one that is sent again, by the provider or by somebody who kept it,
-- costs nothing more. They name no account; rows go after some days.
create table provider_notices (
  provider text not null,
  id text not null,
  received_at timestamptz not null default now(),
  primary key (provider, id)
);
create index provider_notices_received on provider_notices (received_at);

-- A notice names people and organizations as the provider does, and no tenant.
create index connected_accounts_subject on connected_accounts (provider_app, external_subject);
create index connected_accounts_organization on connected_accounts (provider_app, external_organization);
