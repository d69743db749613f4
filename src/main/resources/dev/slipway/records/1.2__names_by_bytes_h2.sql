alter table slipway_entries alter column name set data type varchar(512);
