-- One row per migration of a number. `run` counts the workflow runs; a step of an older run changes nothing.
create table wm_migrations (
  id text primary key,
  number text not null,
  phone_number_id text not null,
  waba_id text not null,
  path text not null,
  chain integer not null,
  options text not null,
  created_at double precision not null,
  run integer not null,
  leg text not null,
  phase text not null,
  state text not null,
  step text,
  since double precision not null,
  waiting_for text,
  next text,
  intended_at double precision,
  cancel_at double precision,
  passed_at double precision,
  ended_at double precision
);

-- At most one migration of a number is under way.
create unique index wm_migrations_open on wm_migrations (phone_number_id) where ended_at is null;

-- Append-only. `hash` covers the row and the hash before it, so that a changed or missing row shows.
create table wm_journal (
  migration_id text not null,
  n integer not null,
  run integer not null,
  step text not null,
  kind text not null,
  at double precision not null,
  data text not null,
  previous text not null,
  hash text not null,
  primary key (migration_id, n)
);

-- The register calls of the last 72 hours, over all migrations of a number.
create table wm_attempts (
  migration_id text not null,
  journal_n integer not null,
  phone_number_id text not null,
  at double precision not null,
  primary key (migration_id, journal_n)
);

create table wm_approvals (
  migration_id text not null,
  n integer not null,
  at double precision not null,
  valid_until double precision not null,
  from_state text not null,
  callers_stopped integer not null,
  spent_at double precision,
  primary key (migration_id, n)
);

create table wm_routes (
  phone_number_id text primary key,
  state text not null,
  epoch integer not null,
  owner text,
  attached_at double precision,
  changed_at double precision not null
);

create table wm_answers (
  phone_number_id text not null,
  question text not null,
  answer text not null,
  at double precision not null,
  primary key (phone_number_id, question)
);

-- Every call to either API, without secrets, bodies or query strings.
create table wm_calls (
  migration_id text not null,
  run integer not null,
  step text not null,
  at double precision not null,
  seconds double precision not null,
  api text not null,
  method text not null,
  path text not null,
  status integer,
  code integer,
  fbtrace_id text,
  outcome text not null
);

create index wm_calls_of on wm_calls (migration_id, at);

-- Media of On-Premises, encrypted, and the Cloud media ID that replaces each.
create table wm_media (
  migration_id text not null,
  onprem_media_id text not null,
  mime_type text not null,
  content {{bytes}} not null,
  cloud_media_id text,
  refused text,
  primary key (migration_id, onprem_media_id)
);
