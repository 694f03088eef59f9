-- Which stream is which: written once per stream. The short key keeps every other index small.
create table sequencer.stream_ids (
    stream_id bigint generated always as identity primary key,
    tenant_id uuid not null,
    store_id uuid not null,
    unique (tenant_id, store_id)
);

-- The lock of a stream, and where it stands. Rows are rewritten all the time: room for that is left in every page.
create table sequencer.stream_heads (
    stream_id bigint primary key,
    head bigint not null default 0,
    last_sequenced_at timestamptz
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- The log. Every key leads with the stream, so that a distributed database can shard by it.
create table sequencer.events (
    stream_id bigint not null,
    sequence_number bigint not null,
    entity_version bigint not null,
    base_version bigint,
    agent_key_id bigint not null,
    sequenced_at timestamptz not null,
    event_id uuid not null,
    command_id uuid,
    source_agent uuid not null,
    entity_key uuid not null,
    sequencer_key_version integer not null,
    ves_version smallint not null,
    payload_kind smallint not null,
    payload_state smallint not null,
    entity_type text not null,
    entity_id text not null,
    event_type text not null,
    created_at text not null,
    payload_hash bytea not null,
    payload_plain_hash bytea not null,
    payload_cipher_hash bytea,
    leaf_hash bytea not null,
    agent_signature bytea,
    payload bytea,
    primary key (stream_id, sequence_number)
);

-- Exactly once.
create unique index events_event_id on sequencer.events (stream_id, event_id);

-- An entity's history, and the guard that lets an append take an entity it has not seen for new (ADR 0003).
create unique index events_entity on sequencer.events (stream_id, entity_key, entity_version);

-- Commands: few events have one, so this index costs the others nothing.
create index events_command on sequencer.events (stream_id, command_id) where command_id is not null;

comment on column sequencer.events.created_at is 'the author''s words, verbatim: they are hashed';
comment on column sequencer.events.entity_key is 'the first 16 bytes of a hash of entity_type and entity_id';
comment on column sequencer.events.payload_state is '0 clear, 1 encrypted by the sequencer, 2 erased';
comment on column sequencer.events.payload_cipher_hash is 'null for 32 zero bytes: the payload is not encrypted end to end';
comment on column sequencer.events.agent_signature is 'null for an unsigned event';
