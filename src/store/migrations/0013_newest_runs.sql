-- Up Migration

-- Runs are listed with the newest first.
create index runs_newest on runs (tenant, created_at desc, id desc);
