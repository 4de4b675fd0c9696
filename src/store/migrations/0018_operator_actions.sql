-- What a reset in Temporal UI leaves behind: another execution of the same workflow, which counts its decisions and its saves
-- from an earlier point again. Null: written by what had no workflow, or before this was known.
alter table events add column execution text;
create index events_of_run on events (tenant, run, position) where run is not null;

-- When the Temporal server was told to have the ledger saved; rises where revisions begin anew.
alter table runs add column ledger_at timestamptz;
create index runs_open on runs (created_at) where state <> 'ended';
create index runs_with_late_fill on runs (created_at) where ledger -> 'lateFill' ->> 'state' = 'waiting';
