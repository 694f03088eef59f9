-- The short key of a stream: 8 bytes at most instead of 32 in every row and index entry. Written once per stream.
create table stream_ids (
    stream_id integer primary key,
    tenant_id blob not null check (length(tenant_id) = 16),
    store_id  blob not null check (length(store_id) = 16),
    unique (tenant_id, store_id)
) strict;

-- Where each stream ends. sequenced_at of anything new is not before last_sequenced_at (microseconds since 1970).
create table stream_heads (
    stream_id         integer primary key,
    head              integer not null check (head >= 0),
    last_sequenced_at integer not null
) strict;

-- The complete event row: signed or not, payload clear, encrypted or erased. Later migrations add tables, not columns.
-- A row-id table, because rows are wide; no length checks, because they cost a sixth of an insert and every reader checks.
-- The payload comes last, so that nothing else has to be looked for behind it.
create table events (
    stream_id             integer not null,
    sequence_number       integer not null,
    event_id              blob    not null,
    sequenced_at          integer not null, -- microseconds since 1970
    leaf_hash             blob    not null,
    sequencer_key_version integer not null,
    command_id            blob,
    source_agent          blob    not null,
    entity_type           text    not null,
    entity_id             text    not null,
    entity_version        integer not null,
    base_version          integer,
    event_type            text    not null,
    created_at            text    not null, -- verbatim: it is hashed
    ves_version           integer not null,
    agent_key_id          integer not null,
    agent_signature       blob,             -- null: unsigned
    payload_hash          blob    not null,
    payload_plain_hash    blob    not null,
    payload_cipher_hash   blob,             -- null: the zero hash
    payload_kind          integer not null, -- 0: plain JSON
    payload_state         integer not null, -- 0: clear, 1: encrypted, 2: erased
    payload               blob,             -- null: erased
    primary key (stream_id, sequence_number)
) strict;

create unique index events_by_event_id on events (stream_id, event_id);

create unique index events_by_entity on events (stream_id, entity_type, entity_id, entity_version);

create index events_by_command on events (stream_id, command_id) where command_id is not null;
