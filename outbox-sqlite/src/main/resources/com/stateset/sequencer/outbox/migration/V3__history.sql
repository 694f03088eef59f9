-- The right edge of the tree over the replica's leaves; moves with pulled_through. In a file from before, tree_size is behind:
-- the first call that needs the edge adds the leaves that are missing.
alter table sequencer_outbox add column tree_size integer not null default 0;

alter table sequencer_outbox add column right_edge blob not null default x'';

-- What the latest comparison with the server's tree rested on, and up to which event:
-- 0 none yet, 1 the server shows no tree, 2 a root that no key signs, 3 a signed checkpoint.
alter table sequencer_outbox add column history_basis integer not null default 0;

alter table sequencer_outbox add column history_size integer not null default 0;

-- The key that signs checkpoints, pinned at the first contact or (told = 1) given by the operator, and the latest checkpoint
-- that the replica agreed with: a signed note.
alter table sequencer_outbox add column checkpoint_key blob;

alter table sequencer_outbox add column checkpoint_key_told integer not null default 0;

alter table sequencer_outbox add column checkpoint text;
