create table if not exists slipway_entries (
  name varchar(512) not null,
  version bigint not null,
  changed_at timestamp with time zone not null,
  content text not null,
  constraint slipway_entries_pk primary key (name)
);
