create table slipway_deployments (
  id varchar(36) not null,
  version bigint not null,
  project varchar(256) not null,
  status varchar(32) not null,
  started_at bigint not null,
  home varchar(512) not null,
  release_id varchar(36) not null,
  kept_digest varchar(64),
  retry_key varchar(64),
  record text not null,
  constraint slipway_deployments_pk primary key (id)
);
create index slipway_deployments_time on slipway_deployments (started_at desc, id desc, status);
create index slipway_deployments_project on slipway_deployments (project, started_at desc, id desc, status);
create index slipway_deployments_home on slipway_deployments (home, started_at desc, id desc, status);
create index slipway_deployments_status on slipway_deployments (status, started_at desc, id desc);
create index slipway_deployments_release on slipway_deployments (release_id);
create index slipway_deployments_digest on slipway_deployments (kept_digest);
create index slipway_deployments_retry on slipway_deployments (retry_key);
create table slipway_events (
  deployment_id varchar(36) not null,
  events text not null,
  constraint slipway_events_pk primary key (deployment_id)
);
create table slipway_leases (
  name varchar(512) not null,
  holder varchar(512) not null,
  token bigint not null,
  expires_at timestamp with time zone not null,
  constraint slipway_leases_pk primary key (name)
);
create table slipway_probe (
  id integer not null,
  at timestamp with time zone not null,
  constraint slipway_probe_pk primary key (id)
);
insert into slipway_probe (id, at) values (1, current_timestamp);
