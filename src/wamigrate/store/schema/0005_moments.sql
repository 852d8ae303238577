-- When the bridge saw what of a number around its newest hold: last on On-Premises, first on Cloud API.
create table wm_moments (
  phone_number_id text primary key,
  epoch integer not null,
  onprem_sent double precision,
  onprem_inbound double precision,
  cloud_sent double precision,
  cloud_inbound double precision
);
