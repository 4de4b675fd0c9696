-- Up Migration

-- Whom a tenant wants written to. The id is the tenant's own choice.
create table contacts (
  tenant text not null references tenants,
  id text not null,
  name text not null,
  email text,
  -- A connected account of the tenant, and the channel it posts to.
  slack_account text,
  slack_channel text,
  time_zone text not null,
  -- Local times, HH:MM; both or neither.
  quiet_from text,
  quiet_to text,
  language text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant, id),
  check (email is not null or slack_account is not null)
);

-- Who is asked about an account; `subject` is the account's id, or 'tenant' for every account without a row of its own.
create table account_contacts (
  tenant text not null references tenants,
  subject text not null,
  person text not null,
  admin text,
  escalation text,
  updated_at timestamptz not null default now(),
  primary key (tenant, subject),
  foreign key (tenant, person) references contacts (tenant, id),
  foreign key (tenant, admin) references contacts (tenant, id),
  foreign key (tenant, escalation) references contacts (tenant, id)
);

-- One thing asked of one person. A null tenant is the operator's, whose address stands in the configuration.
create table notice_asks (
  id bigint generated always as identity primary key,
  tenant text references tenants,
  contact text not null,
  -- The request for reauthorization, or the failure of a provider app: never asked twice of the same person.
  subject text not null,
  account text,
  role text not null check (role in ('person', 'admin', 'escalation', 'operator')),
  -- The event that says it best, and its number: an older one changes nothing.
  event text not null references events (id),
  sequence bigint not null,
  -- What waits for it, those that came to wait later too.
  runs text[] not null default '{}',
  starts_at timestamptz not null,
  -- The notice that carries it, and when the first message of that notice was sent.
  notice text,
  told_at timestamptz,
  -- Every address of the person refused: until the contact is put again nobody tries.
  unreachable_at timestamptz,
  escalated_at timestamptz,
  ended_at timestamptz,
  end_reason text,
  -- The notice that said it is over.
  closing_notice text,
  created_at timestamptz not null default now(),
  foreign key (tenant, contact) references contacts (tenant, id) on delete cascade
);
create unique index notice_asks_once on notice_asks (coalesce(tenant, ''), contact, subject);
create index notice_asks_of_account on notice_asks (tenant, account);
create index notice_asks_of_notice on notice_asks (notice);
create index notice_asks_of_closing on notice_asks (closing_notice);
create index notice_asks_untold on notice_asks (created_at) where ended_at is null and notice is null;
create index notice_asks_unclosed on notice_asks (ended_at) where told_at is not null and closing_notice is null;

-- One notice to one person: what was decided to be said, in one message per channel.
create table notices (
  id text primary key,
  number bigint generated always as identity unique,
  tenant text references tenants,
  contact text not null,
  accounts text[] not null,
  created_at timestamptz not null default now()
);
create index notices_of_person on notices (coalesce(tenant, ''), contact, number);
create index notices_of_tenant on notices (tenant, number);

create table notice_messages (
  tenant text references tenants,
  notice text not null references notices,
  channel text not null check (channel in ('email', 'slack')),
  address text not null,
  state text not null check (state in ('pending', 'sent', 'refused', 'failed', 'withdrawn')),
  tries integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  -- Why it is not sent yet, or was not at all.
  reason text,
  -- How far a channel that takes a message once has got with it.
  checkpoint jsonb,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (notice, channel)
);
create index notice_messages_due on notice_messages (next_attempt_at) where state = 'pending';

do $$
declare
  walled text;
begin
  foreach walled in array array['contacts', 'account_contacts', 'notice_asks', 'notices', 'notice_messages'] loop
    execute format('alter table %I enable row level security', walled);
    execute format(
      'create policy own_tenant on %I to firstlight_tenant using (tenant = current_tenant()) with check (tenant = current_tenant())',
      walled
    );
    execute format('grant select, insert, update, delete on %I to firstlight_tenant', walled);
  end loop;
end
$$;
