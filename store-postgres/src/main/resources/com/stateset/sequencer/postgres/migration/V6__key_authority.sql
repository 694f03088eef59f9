-- On whose word a key is registered.
alter table sequencer.agent_keys add column registered_by text;

comment on column sequencer.agent_keys.registered_by is
    '''first'', ''admin'', or ''key:'' and the id of the key that authorized it; null where it was not recorded';
