-- The tree over each stream's leaf hashes, as it was when its head was moved: size, right edge (32 bytes for each 1 bit of the
-- size), and the root that the edge folds to, null for size 0. A size behind the head is of a writer that knows no trees; it is
-- brought up to the head by whoever holds the write lock next.
alter table stream_heads add column tree_size integer not null default 0;
alter table stream_heads add column right_edge blob not null default x'';
alter table stream_heads add column tree_root blob;

-- The hashes of the trees' tiles from level 1 on, one for every 256 of the level below; those of level 0 follow from the events.
-- Stream 0 is the log of heads.
create table history_nodes (
    stream_id  integer not null,
    level      integer not null check (level > 0),
    node_index integer not null,
    hash       blob    not null,
    primary key (stream_id, level, node_index)
) strict, without rowid;

-- What was signed last of each stream.
create table history_checkpoints (
    stream_id integer primary key,
    tree_size integer not null,
    note      text    not null
) strict;

-- The log of heads, which witnesses follow.
create table heads_log (
    entry_index integer primary key,
    stream_id   integer not null,
    kind        integer not null, -- 0: a head that extends the one before; 1: a break that an administrator has accepted
    tree_size   integer not null,
    root        blob    not null
) strict;

create index heads_log_by_stream on heads_log (stream_id, entry_index);

-- Where the log of heads ends, and what was signed of it: by the sequencer, and by enough witnesses.
create table heads_log_state (
    only_row        integer primary key check (only_row = 1),
    size            integer not null,
    right_edge      blob    not null,
    root            blob,             -- null: the log is empty
    checkpoint_size integer not null,
    checkpoint      text,
    witnessed_size  integer not null,
    witnessed       text
) strict;

insert into heads_log_state values (1, 0, x'', null, 0, null, 0, null);
