-- States of folds, to begin at instead of the first event. Losing them costs time, nothing else.
create table sequencer.snapshots (
    snapshot_key bytea not null,
    position bigint not null,
    fold text not null,
    leaf_hash bytea not null,
    state bytea not null,
    primary key (snapshot_key, position)
);

create index snapshots_fold on sequencer.snapshots (fold);

comment on column sequencer.snapshots.snapshot_key is 'a hash of what it is of: fold, version, stream and entity';
comment on column sequencer.snapshots.leaf_hash is 'of the last event that the state covers';
