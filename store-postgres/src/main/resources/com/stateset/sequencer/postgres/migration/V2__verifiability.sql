-- The epoch of the tenant's agents' keys, the same on all of its streams. A change of a key raises it, so that an append that
-- was planned with the keys before loses its fence.
alter table sequencer.stream_heads add column key_epoch bigint not null default 0;

-- How often the keys of a tenant's agents have changed. A change holds the row alone, the making of a stream shares it: so a
-- new stream either waits for the change, or is seen by it.
create table sequencer.key_epochs (
    tenant_id uuid primary key,
    epoch bigint not null default 0
);

create table sequencer.agent_keys (
    tenant_id uuid not null,
    agent_id uuid not null,
    key_id bigint not null,
    public_key bytea not null,
    valid_from timestamptz,
    valid_to timestamptz,
    revoked_at timestamptz,
    changed_epoch bigint not null,
    primary key (tenant_id, agent_id, key_id)
);

-- What changed since an epoch.
create index agent_keys_changed on sequencer.agent_keys (tenant_id, changed_epoch);

-- Who sequences: one row.
create table sequencer.sequencer_identity (
    only_one boolean primary key default true check (only_one),
    sequencer_id uuid not null
);

create table sequencer.sequencer_keys (
    key_version integer primary key,
    public_key bytea not null unique
);

-- The chain of commitments of each stream.
create table sequencer.commitments (
    stream_id bigint not null,
    sequence_start bigint not null,
    sequence_end bigint not null,
    batch_id uuid not null,
    ves_version smallint not null,
    merkle_root bytea not null,
    prev_state_root bytea,
    new_state_root bytea,
    committed_at timestamptz not null,
    sequencer_key_version integer not null,
    signature bytea,
    primary key (stream_id, sequence_start)
);

-- For look-ups only; not unique, which would bind streams to each other.
create index commitments_batch_id on sequencer.commitments (batch_id);

-- Where each chain ends: what a commitment must find there to take its place.
create table sequencer.commitment_tips (
    stream_id bigint primary key,
    sequence_end bigint not null
);

-- The trees of commitments, 256 hashes a row. They are put down before the commitment is there.
create table sequencer.commitment_tiles (
    stream_id bigint not null,
    sequence_start bigint not null,
    sequence_end bigint not null,
    tile_level smallint not null,
    tile_index bigint not null,
    hashes bytea not null,
    primary key (stream_id, sequence_start, sequence_end, tile_level, tile_index)
);

-- Hashes cannot be compressed.
alter table sequencer.commitment_tiles alter column hashes set storage external;

-- Which process does what, and until when.
create table sequencer.leases (
    name text primary key,
    holder uuid not null,
    ends_at timestamptz not null
);

comment on column sequencer.agent_keys.changed_epoch is 'the epoch that the key''s last change began';
comment on column sequencer.commitments.new_state_root is 'null where an older writer did not know of it';
comment on column sequencer.commitments.signature is 'null where no key signs';
