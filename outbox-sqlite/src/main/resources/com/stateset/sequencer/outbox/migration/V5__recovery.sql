-- Another agent's event that waits here to be sent again, because the server has lost it: who wrote it. Null: this agent. Such a row
-- goes once the replica holds the event.
alter table sequencer_outbox_events add column author blob;

create index sequencer_outbox_of_others on sequencer_outbox_events (place) where author is not null;

-- The sequencer's key that the operator has named for a server that is not the one that was met first; until its history was accepted.
alter table sequencer_outbox add column named_key blob;

-- Which installation of the agent this is, what it has shown a server last, and what it shows next, once that was made. A copy of the
-- file has the same ones, until it becomes another device.
alter table sequencer_outbox add column install_id blob;

alter table sequencer_outbox add column device_mark blob;

alter table sequencer_outbox add column device_next blob;

-- The installation that this one was a copy of, to be told to the server; or this one itself, if what was noticed was no copy.
alter table sequencer_outbox add column device_left blob;

-- When a server said last that a copy of this installation has shown itself.
alter table sequencer_outbox add column device_copied integer;

-- The latest marks that this installation has shown: one of them, shown back by a server, means that the server has gone back to an
-- earlier state, and not that a copy is at work.
create table sequencer_outbox_marks (
    number integer primary key,
    mark   blob    not null
) strict;
