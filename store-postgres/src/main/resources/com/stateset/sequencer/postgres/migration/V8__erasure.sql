-- The keys that payloads of entities are sealed with, wrapped by keys of their tenants. Erasing an entity deletes its rows.
create table sequencer.data_keys (
    stream_id bigint not null,
    entity bytea not null,
    key_id bytea not null,
    wrapped bytea not null,
    primary key (stream_id, entity, key_id)
);

comment on column sequencer.data_keys.entity is 'a hash of type and id';

-- Whose history a snapshot is of, and how many erasures it knows of: those that know of fewer than there are must go.
alter table sequencer.snapshots
    add column tenant_id uuid,
    add column store_id uuid,
    add column erasures bigint not null default 0;

create index snapshots_stream on sequencer.snapshots (tenant_id, store_id);
