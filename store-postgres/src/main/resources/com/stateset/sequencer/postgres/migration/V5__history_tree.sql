-- The tree over a stream's leaves, beside its head and moved with it. A writer from before moves the head and leaves the tree
-- behind; the next one that holds the row adds what is missing, as it does for streams that are older than these columns.
alter table sequencer.stream_heads
    add column tree_size bigint not null default 0,
    add column right_edge bytea not null default '',
    add column tree_root bytea;

-- The trees' hashes of level 1 and above, one for every 256 of the level below; those of level 0 follow from the events.
-- Stream 0 is the log of heads.
create table sequencer.history_nodes (
    stream_id bigint not null,
    level smallint not null,
    node_index bigint not null,
    hash bytea not null,
    primary key (stream_id, level, node_index)
);

-- What was signed last of each stream.
create table sequencer.history_checkpoints (
    stream_id bigint primary key,
    tree_size bigint not null,
    note text not null
);

-- The log of heads, the one log that witnesses follow.
create table sequencer.heads_log (
    entry_index bigint primary key,
    stream_id bigint not null,
    kind text not null,
    tree_size bigint not null,
    root bytea not null
);

create index heads_log_of_stream on sequencer.heads_log (stream_id, entry_index);

-- Where the log of heads ends, and what was signed of it: one row.
create table sequencer.heads_log_state (
    only_one boolean primary key default true check (only_one),
    size bigint not null default 0,
    right_edge bytea not null default '',
    root bytea,
    checkpoint_size bigint not null default 0,
    checkpoint text,
    witnessed_size bigint not null default 0,
    witnessed text
);

insert into sequencer.heads_log_state default values;

comment on column sequencer.stream_heads.tree_size is 'behind the head where an older writer has moved that';
comment on column sequencer.stream_heads.right_edge is 'tree_size''s perfect subtrees, the largest first, 32 bytes each';
comment on column sequencer.stream_heads.tree_root is 'what right_edge folds to; null while tree_size is 0';
comment on column sequencer.history_nodes.node_index is 'which hash of its level, from 0';
comment on column sequencer.heads_log.kind is 'HEAD or BREAK';
comment on column sequencer.heads_log_state.root is 'what right_edge folds to; null while size is 0';
