-- Up Migration

-- What was said in the runs a model decides (kind `agent`): a row a part, sealed like result rows. Turn 0 is the order. Of every
-- other turn: what the model was told before it (part 'told', by number), and its answer (part 'answer', number 0). An entry is
-- written once and never changed, so that a turn that is asked for again comes to the same.
create table conversation_entries (
  tenant text not null,
  run text not null,
  turn integer not null,
  part text not null check (part in ('told', 'answer')),
  number integer not null,
  sealed bytea not null,
  -- Names, counts and usage, safe to show.
  facts jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant, run, turn, part, number),
  foreign key (tenant, run) references runs (tenant, id) on delete cascade
);

alter table conversation_entries enable row level security;
create policy own_tenant on conversation_entries to firstlight_tenant
  using (tenant = current_tenant()) with check (tenant = current_tenant());
grant select, insert, update, delete on conversation_entries to firstlight_tenant;
