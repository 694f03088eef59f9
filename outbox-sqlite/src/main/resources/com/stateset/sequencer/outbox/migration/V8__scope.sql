-- What the replica follows of the stream, in JSON; null: all events. And how many events up to pulled_through it does not hold for
-- that reason.
alter table sequencer_outbox add column scope text;

alter table sequencer_outbox add column unseen integer not null default 0;

-- How far the replica was when its scope was changed last: it is pulled anew, and what comes up to here is known.
alter table sequencer_outbox add column pulled_before integer not null default 0;

-- What stands for the events that are not held: roots of perfect subtrees of 2^height events.
create table sequencer_replica_hidden (
    first  integer primary key, -- the sequence number of the first event
    height integer not null,
    hash   blob    not null
) strict;
