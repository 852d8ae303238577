-- Messages that a customer is still to get. `recipient` is the key of their order; bodies are encrypted.
create table hot_held (
  seq {{serial}},
  number text not null,
  recipient text not null,
  minted text not null unique,
  tag text not null unique,
  state text not null,
  body {{bytes}} not null,
  size integer not null,
  accepted_at double precision not null,
  deadline double precision not null,
  settle_by double precision,
  attempts integer not null default 0,
  claimed_by text
);

create index hot_held_order on hot_held (number, recipient, seq) where state <> 'parked';
create index hot_held_queue on hot_held (number, seq) where state <> 'parked';
create index hot_held_maybe on hot_held (number, recipient, seq) where state = 'maybe';
create index hot_held_deadline on hot_held (number, deadline) where state = 'waiting';

-- An append that was admitted under an earlier epoch than this comes too late.
create table hot_gates (
  number text primary key,
  epoch bigint not null
);

-- Sends whose answer was lost: a later status with the tag still finds the ID that the application knows.
create table hot_unknown (
  tag text primary key,
  number text not null,
  minted text not null,
  resent integer not null default 0,
  at double precision not null
);

create index hot_unknown_at on hot_unknown (at);

-- The ID that the application was given for a message that Cloud API knows by another.
create table hot_ids (
  wamid text primary key,
  number text not null,
  minted text not null,
  at double precision not null
);

create index hot_ids_minted on hot_ids (minted);
create index hot_ids_at on hot_ids (at);

-- What a difference must remember: buttons, aliases and the like.
create table hot_notes (
  number text not null,
  kind text not null,
  name text not null,
  value text not null,
  at double precision not null,
  primary key (number, kind, name)
);

create index hot_notes_at on hot_notes (at);

-- Events on their way to the application, one a row, encrypted until they are delivered.
create table hot_events (
  seq {{serial}},
  number text not null,
  customer text not null,
  kind text not null,
  state text not null,
  body {{bytes}},
  tag text,
  wamid text,
  received_at double precision not null,
  due_at double precision not null,
  attempts integer not null default 0,
  failed_at double precision,
  done_at double precision
);

create index hot_events_order on hot_events (number, customer, seq) where state = 'waiting';
create index hot_events_waiting on hot_events (number, seq) where state = 'waiting';
create index hot_events_tag on hot_events (tag) where tag is not null;
create index hot_events_done on hot_events (done_at) where done_at is not null;

create table hot_counters (
  number text not null,
  name text not null,
  n bigint not null,
  primary key (number, name)
);

-- Which process drains and delivers for a number. Times are the database's.
create table hot_processes (
  id text primary key,
  lease_until double precision not null
);

create table hot_keepers (
  number text primary key,
  process text not null
);

create index hot_keepers_process on hot_keepers (process);

-- Media: where an ID of the application leads on Cloud API, and the bytes, encrypted, in pieces.
create table hot_media (
  number text not null,
  media_id text not null,
  mime_type text,
  filename text,
  size bigint,
  sha256 text,
  source text not null,
  complete integer not null default 0,
  cloud_media_id text,
  uploaded_at double precision,
  seen_at double precision not null,
  primary key (number, media_id)
);

create table hot_media_pieces (
  number text not null,
  media_id text not null,
  n integer not null,
  body {{bytes}} not null,
  primary key (number, media_id, n)
);
