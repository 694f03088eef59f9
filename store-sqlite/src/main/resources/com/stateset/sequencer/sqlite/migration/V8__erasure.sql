-- The keys that payloads of entities are sealed with, wrapped by keys of their tenants. Erasing an entity deletes its rows.
create table data_keys (
    stream_id integer not null,
    entity    blob    not null check (length(entity) = 32), -- a hash of type and id
    key_id    blob    not null check (length(key_id) = 8),
    wrapped   blob    not null,
    primary key (stream_id, entity, key_id)
) strict, without rowid;

-- Whose history a snapshot is of, and how many erasures it knows of: those that know of fewer than there are must go.
alter table snapshots add column tenant_id blob;

alter table snapshots add column store_id blob;

alter table snapshots add column erasures integer not null default 0;

create index snapshots_stream on snapshots (tenant_id, store_id);
