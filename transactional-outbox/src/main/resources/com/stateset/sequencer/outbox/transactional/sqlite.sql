-- The transactional outbox on SQLite. TransactionalOutbox.createTables runs this; a team with migrations of its own may copy it.
-- Moments are milliseconds since 1970; ids are blobs of 16 bytes.
create table if not exists sequencer_transactional_outbox (
    place           integer primary key autoincrement, -- the order of commits: SQLite has one writer at a time
    tenant_id       blob    not null,
    store_id        blob    not null,
    event_id        blob    not null,
    command_id      blob,
    entity_type     text    not null,
    entity_id       text    not null,
    event_type      text    not null,
    payload         blob,              -- JSON as it was given; null once the event was discarded
    payload_hash    text,
    base_version    integer,
    created_at      text    not null, -- verbatim: it is hashed
    source_agent    blob    not null,
    signature_claim text,              -- JSON; null: unsigned
    metadata        text,              -- JSON; null: none
    tags            text,              -- JSON; null: none
    payload_encrypted text,            -- JSON: the payload encrypted end to end, in the place of payload
    state           integer not null, -- 0 pending, 1 blocked, 2 rejected, 3 discarded; what is sequenced is deleted
    reason          text,              -- of the latest rejection, and its message
    message         text,
    appended_at     integer not null,
    settled_at      integer,           -- when it was discarded
    unique (tenant_id, store_id, event_id)
) strict;

create index if not exists sequencer_transactional_outbox_pending
    on sequencer_transactional_outbox (tenant_id, store_id, place) where state = 0;

create index if not exists sequencer_transactional_outbox_commands
    on sequencer_transactional_outbox (tenant_id, store_id, command_id) where command_id is not null;

create index if not exists sequencer_transactional_outbox_stuck
    on sequencer_transactional_outbox (tenant_id, store_id, entity_type, entity_id, place) where state in (1, 2);

create index if not exists sequencer_transactional_outbox_discarded
    on sequencer_transactional_outbox (settled_at) where state = 3;
