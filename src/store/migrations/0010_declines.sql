-- Up Migration

-- When the person asked said no. The request stays open, for people change their minds; what waits for the account does not.
alter table reauth_requests add column declined_at timestamptz;
