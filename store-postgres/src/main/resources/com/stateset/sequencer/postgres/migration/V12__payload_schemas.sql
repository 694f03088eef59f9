-- The schemas that payloads of new events are held against. The text under an id never changes; what is deleted keeps its row, without
-- the text, so that its version is never given again.
create table sequencer.payload_schemas (
    schema_id uuid primary key,
    tenant_id uuid not null,
    event_type text not null,
    version integer not null check (version > 0),
    schema_json text not null,
    status text not null check (status in ('active', 'deprecated', 'archived', 'deleted')),
    compatibility text not null check (compatibility in ('none', 'backward', 'forward', 'full')),
    description text,
    created_by text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (tenant_id, event_type, version)
);

-- What is in force, looked up once for each batch.
create index payload_schemas_active on sequencer.payload_schemas (tenant_id, event_type, version desc, schema_id)
    where status = 'active';
