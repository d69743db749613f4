alter table slipway_entries alter column name type varchar(512) collate "C";
