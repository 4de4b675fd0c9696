-- Up Migration

-- Of a refresh token that came from outside and can be spent once: a keyed digest, by which a second import of the same grant
-- is recognized. Two accounts that spend one token in turn destroy the grant.
alter table grants add column refresh_fingerprint bytea;
create unique index grants_one_account on grants (tenant, refresh_fingerprint)
  where refresh_fingerprint is not null and state in ('active', 'staged');
