-- States of folds, to begin at instead of the first event. Losing them costs time, nothing else.
create table snapshots (
    snapshot_key blob    not null check (length(snapshot_key) = 32), -- what of: fold, version, stream and entity
    position     integer not null,
    fold         text    not null,
    leaf_hash    blob    not null check (length(leaf_hash) = 32), -- of the last event that the state covers
    state        blob    not null,
    primary key (snapshot_key, position)
) strict;

create index snapshots_fold on snapshots (fold);
