-- Who may call the bridge as if it were the On-Premises API of a number. `source`: learned or added.
create table wm_bridge_users (
  phone_number_id text not null,
  username text not null,
  role text not null,
  salt {{bytes}} not null,
  hash {{bytes}} not null,
  source text not null,
  at double precision not null,
  primary key (phone_number_id, username)
);

-- Bearer tokens by their keyed hash. Without a username it was only seen in use, not given out here.
create table wm_bridge_tokens (
  phone_number_id text not null,
  digest text not null,
  username text,
  role text not null,
  seen_as text not null,
  first_seen double precision not null,
  expires double precision not null,
  accepted_at double precision,
  primary key (phone_number_id, digest)
);

-- What shadow mode saw, counted by difference and application.
create table wm_bridge_shadow (
  phone_number_id text not null,
  difference text not null,
  level text not null,
  application text not null,
  count bigint not null,
  first_at double precision not null,
  last_at double precision not null,
  example text not null,
  primary key (phone_number_id, difference, level, application)
);

create table wm_bridge_shadow_totals (
  phone_number_id text primary key,
  sends bigint not null,
  looked_at bigint not null,
  since double precision not null,
  last_at double precision not null
);
