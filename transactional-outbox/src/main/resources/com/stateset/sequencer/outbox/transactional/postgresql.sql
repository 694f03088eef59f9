-- The transactional outbox on PostgreSQL. TransactionalOutbox.createTables runs this; a team with migrations of its own may copy it.
-- Moments are milliseconds since 1970.
create table if not exists sequencer_transactional_outbox (
    place           bigint   generated always as identity primary key, -- within an entity, the order of commits
    tenant_id       uuid     not null,
    store_id        uuid     not null,
    event_id        uuid     not null,
    command_id      uuid,
    entity_type     text     not null,
    entity_id       text     not null,
    event_type      text     not null,
    payload         bytea,             -- JSON as it was given; null once the event was discarded
    payload_hash    text,
    base_version    bigint,
    created_at      text     not null, -- verbatim: it is hashed
    source_agent    uuid     not null,
    signature_claim text,              -- JSON; null: unsigned
    metadata        text,              -- JSON; null: none
    tags            text,              -- JSON; null: none
    payload_encrypted text,            -- JSON: the payload encrypted end to end, in the place of payload
    state           smallint not null, -- 0 pending, 1 blocked, 2 rejected, 3 discarded; what is sequenced is deleted
    reason          text,              -- of the latest rejection, and its message
    message         text,
    appended_at     bigint   not null,
    settled_at      bigint,            -- when it was discarded
    unique (tenant_id, store_id, event_id)
);

-- Tables of an earlier version have none.
alter table sequencer_transactional_outbox add column if not exists tags text;

create index if not exists sequencer_transactional_outbox_pending
    on sequencer_transactional_outbox (tenant_id, store_id, place) where state = 0;

create index if not exists sequencer_transactional_outbox_commands
    on sequencer_transactional_outbox (tenant_id, store_id, command_id) where command_id is not null;

create index if not exists sequencer_transactional_outbox_stuck
    on sequencer_transactional_outbox (tenant_id, store_id, entity_type, entity_id, place) where state in (1, 2);

create index if not exists sequencer_transactional_outbox_discarded
    on sequencer_transactional_outbox (settled_at) where state = 3;
