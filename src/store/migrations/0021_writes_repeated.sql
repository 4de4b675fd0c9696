-- Up Migration

-- A write with a key is planned again after a time of which nobody knows whether it made it. Until it is confirmed, that stays
-- true, whatever becomes of the repetition.
alter table writes add column may_be_made boolean not null default false;
