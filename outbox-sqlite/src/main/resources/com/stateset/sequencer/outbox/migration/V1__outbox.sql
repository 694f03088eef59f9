-- These tables may live in an application's own database, so that its changes and their events are one transaction.

-- One row: whose outbox this is, and how far it has come. Moments are microseconds since 1970.
create table sequencer_outbox (
    id               integer primary key check (id = 1),
    tenant_id        blob    not null,
    store_id         blob    not null,
    agent_id         blob    not null,
    agent_key_id     integer not null, -- 0: events are not signed
    server           text,
    sequencer_id     blob,             -- the one that was met first
    last_position    integer not null,
    accepted         integer not null, -- all events that ever were
    pulled_through   integer not null, -- the replica's last event
    last_leaf        blob,             -- its leaf
    last_key_version integer not null, -- the key that signed its receipt
    head_sequence    integer not null, -- as the server told it
    last_error       text,
    last_sync        integer
) strict;

-- What the agent has appended. A new event that takes the place of a rejected one is sent in that one's place.
create table sequencer_outbox_events (
    position              integer primary key,
    place                 integer not null, -- the order of sending
    event_id              blob    not null,
    command_id            blob,
    entity_type           text    not null,
    entity_id             text    not null,
    event_type            text    not null,
    created_at            text    not null, -- verbatim: it is hashed
    base_version          integer,
    agent_key_id          integer not null,
    agent_signature       blob,             -- null: unsigned
    state                 integer not null, -- 0 pending, 1 blocked, 2 rejected, 3 accepted, 4 accepted and pulled,
                                            -- 5 discarded, 6 replaced
    unanswered            integer not null, -- how many times it was sent without an answer
    reason                text,             -- of the latest rejection, and its message
    message               text,
    replaced_by           blob,
    sequence_number       integer,
    sequenced_at          integer,
    sequencer_key_version integer,
    receipt_signature     blob,
    payload               blob    not null  -- canonical JSON
) strict;

create unique index sequencer_outbox_by_id on sequencer_outbox_events (event_id);

create index sequencer_outbox_queue on sequencer_outbox_events (place) where state = 0;

create index sequencer_outbox_sent on sequencer_outbox_events (place) where unanswered > 0;

create index sequencer_outbox_stuck on sequencer_outbox_events (place) where state in (1, 2);

create index sequencer_outbox_by_entity on sequencer_outbox_events (entity_type, entity_id, place) where state <= 3;

create index sequencer_outbox_by_command on sequencer_outbox_events (command_id) where command_id is not null;

create index sequencer_outbox_by_number on sequencer_outbox_events (sequence_number) where state = 3;

-- What was pulled, and verified before it came here.
create table sequencer_replica_events (
    sequence_number       integer primary key,
    event_id              blob    not null,
    sequenced_at          integer not null,
    leaf_hash             blob    not null,
    sequencer_key_version integer not null,
    receipt_signature     blob,
    command_id            blob,
    source_agent          blob    not null,
    entity_type           text    not null,
    entity_id             text    not null,
    entity_version        integer not null,
    base_version          integer,
    event_type            text    not null,
    created_at            text    not null,
    agent_key_id          integer not null,
    agent_signature       blob,
    payload_hash          blob    not null,
    payload_plain_hash    blob    not null,
    payload_state         integer not null, -- 0: clear, 2: erased
    payload               blob
) strict;

create unique index sequencer_replica_by_id on sequencer_replica_events (event_id);

create unique index sequencer_replica_by_entity on sequencer_replica_events (entity_type, entity_id, entity_version);

-- The sequencer's public keys that were seen; none of them may disappear.
create table sequencer_outbox_sequencer_keys (
    version    integer primary key,
    public_key blob not null
) strict;

-- The agents' public keys that were seen; none of them may change.
create table sequencer_outbox_agent_keys (
    agent_id   blob    not null,
    key_id     integer not null,
    public_key blob    not null,
    primary key (agent_id, key_id)
) strict, without rowid;
