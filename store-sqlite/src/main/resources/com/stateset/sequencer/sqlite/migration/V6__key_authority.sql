-- On whose word a key is registered: 'first', 'admin', or 'key:' and the id of the key that authorized it. Null: not recorded.
alter table agent_keys add column registered_by text;
