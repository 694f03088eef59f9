-- The schemas that payloads of new events are held against. The text under an id never changes; what is deleted keeps its row, without
-- the text, so that its version is never given again.
create table payload_schemas (
    schema_id     blob    not null primary key check (length(schema_id) = 16),
    tenant_id     blob    not null check (length(tenant_id) = 16),
    event_type    text    not null,
    version       integer not null check (version > 0),
    schema_json   text    not null,
    status        text    not null check (status in ('active', 'deprecated', 'archived', 'deleted')),
    compatibility text    not null check (compatibility in ('none', 'backward', 'forward', 'full')),
    description   text,
    created_by    text,
    created_at    integer not null, -- microseconds since 1970, as the moment below
    updated_at    integer not null,
    unique (tenant_id, event_type, version)
) strict, without rowid;

-- What is in force, looked up once for each batch.
create index payload_schemas_active on payload_schemas (tenant_id, event_type, version desc)
    where status = 'active';
