-- What agents sign with. Never replaced, never removed; moments are microseconds since 1970.
create table agent_keys (
    tenant_id  blob    not null check (length(tenant_id) = 16),
    agent_id   blob    not null check (length(agent_id) = 16),
    key_id     integer not null,
    public_key blob    not null check (length(public_key) = 32),
    valid_from integer, -- null: always
    valid_to   integer, -- null: for ever
    revoked_at integer, -- null: not revoked
    primary key (tenant_id, agent_id, key_id)
) strict, without rowid;

-- Who sequences: one row, once it is known.
create table sequencer_identity (
    only_row     integer primary key check (only_row = 1),
    sequencer_id blob not null check (length(sequencer_id) = 16)
) strict;

-- Every key that receipts and commitments were ever signed with.
create table sequencer_keys (
    version    integer primary key,
    public_key blob not null unique check (length(public_key) = 32)
) strict;

-- The chain of each stream. Its end is the row of the highest sequence_start.
create table commitments (
    stream_id             integer not null,
    sequence_start        integer not null,
    sequence_end          integer not null check (sequence_end >= sequence_start),
    batch_id              blob    not null unique,
    ves_version           integer not null,
    merkle_root           blob    not null,
    prev_state_root       blob, -- null: missing, of an older writer
    new_state_root        blob, -- null: missing, of an older writer
    committed_at          integer not null, -- microseconds since 1970
    sequencer_key_version integer not null,
    signature             blob, -- null: not signed
    primary key (stream_id, sequence_start)
) strict;

-- The commitments' trees, up to 256 hashes per row; and those that are being built, under the range they are of.
create table commitment_tiles (
    stream_id      integer not null,
    sequence_start integer not null,
    sequence_end   integer not null,
    level          integer not null,
    tile_index     integer not null,
    hashes         blob    not null,
    primary key (stream_id, sequence_start, sequence_end, level, tile_index)
) strict;

-- Who does which work, until when at the latest (microseconds since 1970).
create table leases (
    name    text    primary key,
    holder  blob    not null check (length(holder) = 16),
    ends_at integer not null
) strict, without rowid;
