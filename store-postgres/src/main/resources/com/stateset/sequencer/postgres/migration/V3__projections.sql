-- Where projections' tables live, and the views that show those of the live builds under their plain names.
create schema if not exists projections;

-- The makings of projections' tables. Numbers are never used again: they are part of the tables' names.
create table sequencer.projection_builds (
    build_id bigint generated always as identity primary key,
    name text not null,
    version integer not null,
    role text not null,
    started_at timestamptz not null,
    held_until timestamptz not null default '-infinity',
    unique (name, role)
);

-- What a build consists of, in the order in which it is made.
create table sequencer.projection_tables (
    build_id bigint not null,
    position integer not null,
    table_name text not null,
    columns text not null,
    key_columns text not null,
    indexes text not null,
    primary key (build_id, position)
);

-- Who carries builds on, and is taken for dead when.
create table sequencer.projection_workers (
    build_id bigint not null,
    worker_id uuid not null,
    ends_at timestamptz not null,
    primary key (build_id, worker_id)
);

-- How far a build is in a stream, in which history, and who works there. Rewritten all the time: room for that is left.
create table sequencer.projection_checkpoints (
    build_id bigint not null,
    stream_id bigint not null,
    sequence_number bigint not null default 0,
    leaf_hash bytea,
    committed_to bigint not null default 0,
    state_root bytea,
    worker_id uuid,
    fence bigint not null default 0,
    stopped text,
    primary key (build_id, stream_id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

create index projection_checkpoints_of_worker on sequencer.projection_checkpoints (build_id, worker_id);

-- Events put aside.
create table sequencer.projection_parked (
    build_id bigint not null,
    stream_id bigint not null,
    sequence_number bigint not null,
    event_id uuid not null,
    entity_type text not null,
    entity_id text not null,
    attempts integer not null,
    error text not null,
    parked_at timestamptz not null default clock_timestamp(),
    retry_wanted boolean not null default false,
    primary key (build_id, stream_id, sequence_number)
);

create index projection_parked_by_entity
    on sequencer.projection_parked (build_id, stream_id, entity_type, entity_id, sequence_number);

create index projection_parked_to_retry
    on sequencer.projection_parked (build_id, stream_id, sequence_number) where retry_wanted;

comment on column sequencer.projection_builds.role is 'LIVE, NEXT or CHECK';
comment on column sequencer.projection_builds.held_until is 'the build does not move before';
comment on column sequencer.projection_tables.key_columns is 'separated by commas';
comment on column sequencer.projection_tables.indexes is 'one a line';
comment on column sequencer.projection_checkpoints.leaf_hash is 'null at the beginning';
comment on column sequencer.projection_checkpoints.fence is 'rises whenever the stream changes hands';
comment on column sequencer.projection_checkpoints.stopped is 'why it stands still; null: it does not';
comment on column sequencer.projection_parked.attempts is '0: it waits behind another one of its entity';
