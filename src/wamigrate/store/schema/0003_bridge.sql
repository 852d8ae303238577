-- Where a draining number goes, and whether its bridges stop appending to its queue.
-- `moved_at` is the database's time: whoever looks for changes asks for those since its last look.
alter table wm_routes add column target text;
alter table wm_routes add column closing integer not null default 0;
alter table wm_routes add column moved_at double precision not null default 0;

create index wm_routes_moved on wm_routes (moved_at);

-- One row that tells in one cheap look whether any route changed (SQLite; PostgreSQL notifies).
create table wm_route_clock (
  id integer primary key check (id = 1),
  n bigint not null
);

insert into wm_route_clock (id, n) values (1, 0);

-- Living bridge processes. Times are the database's.
create table wm_bridges (
  id text primary key,
  host text not null,
  pid integer not null,
  url text,
  started_at double precision not null,
  lease_until double precision not null
);

create table wm_bridge_acks (
  phone_number_id text not null,
  bridge_id text not null references wm_bridges (id) on delete cascade,
  epoch integer not null,
  primary key (phone_number_id, bridge_id)
);

-- What the bridge has learned of a number: users, tokens, settings, providers. Values are encrypted.
create table wm_bridge_memory (
  phone_number_id text not null,
  kind text not null,
  name text not null,
  value {{bytes}} not null,
  changed_at double precision not null,
  expires_at double precision,
  primary key (phone_number_id, kind, name)
);
