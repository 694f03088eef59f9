-- The makings of projections' tables. Numbers are never used again: they are part of the tables' names.
create table projection_builds (
    build_id   integer primary key autoincrement,
    name       text    not null,
    version    integer not null,
    role       text    not null, -- LIVE, NEXT or CHECK
    started_at integer not null, -- microseconds since 1970
    held_until integer not null, -- does not move before
    unique (name, role)
) strict;

-- What a build consists of, in the order in which it is made.
create table projection_tables (
    build_id    integer not null,
    position    integer not null,
    table_name  text    not null, -- the plain one
    columns     text    not null,
    key_columns text    not null, -- separated by commas
    indexes     text    not null, -- one a line
    primary key (build_id, position)
) strict;

-- Who carries builds on, and is taken for dead when.
create table projection_workers (
    build_id  integer not null,
    worker_id blob    not null check (length(worker_id) = 16),
    ends_at   integer not null,
    primary key (build_id, worker_id)
) strict, without rowid;

-- How far a build is in a stream, in which history, and who works there. A fence rises whenever the stream changes hands.
create table projection_checkpoints (
    build_id        integer not null,
    stream_id       integer not null,
    sequence_number integer not null default 0,
    leaf_hash       blob,                       -- null: at the beginning
    committed_to    integer not null default 0,
    state_root      blob,                       -- null: no commitment up to there
    worker_id       blob,                       -- null: free
    fence           integer not null default 0,
    stopped         text,                       -- why it stands still; null: it does not
    primary key (build_id, stream_id)
) strict;

create index projection_checkpoints_of_worker on projection_checkpoints (build_id, worker_id);

-- Events put aside. Without attempts: it waits behind another one of its entity.
create table projection_parked (
    build_id        integer not null,
    stream_id       integer not null,
    sequence_number integer not null,
    event_id        blob    not null,
    entity_type     text    not null,
    entity_id       text    not null,
    attempts        integer not null,
    error           text    not null,
    parked_at       integer not null,
    retry_wanted    integer not null default 0,
    primary key (build_id, stream_id, sequence_number)
) strict;

create index projection_parked_by_entity
    on projection_parked (build_id, stream_id, entity_type, entity_id, sequence_number);

create index projection_parked_to_retry
    on projection_parked (build_id, stream_id, sequence_number) where retry_wanted;
