-- Secrets of a migration, each encrypted under its data key; the data key is wrapped under the master key.
create table wm_data_key (
  migration_id text primary key,
  key_id text not null,
  wrapped {{bytes}} not null
);

create table wm_secret (
  migration_id text not null references wm_data_key (migration_id) on delete cascade,
  name text not null,
  sealed {{bytes}} not null,
  primary key (migration_id, name)
);
