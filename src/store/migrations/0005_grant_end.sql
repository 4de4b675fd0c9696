-- Up Migration

-- When a grant ends by the provider's own word (Google's refresh_token_expires_in); null where it gave none.
alter table grants add column refresh_expires_at timestamptz;
-- How many grants one person gave an app after another, across accounts and tenants.
create index grants_of_subject on grants (external_subject, consented_at) where external_subject is not null;

-- When a data call was first refused this version: where nobody states how long tokens live, that is how it is learned.
alter table token_versions add column refused_at timestamptz;
