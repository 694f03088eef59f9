-- Another agent's event that waits here to be sent again, because the server has lost it: who wrote it. Null: this agent. Such a row
-- goes once the replica holds the event.
alter table sequencer_outbox_events add column author blob;

create index sequencer_outbox_of_others on sequencer_outbox_events (place) where author is not null;

-- The sequencer's key that the operator has named for a server that is not the one that was met first; until its history was accepted.
alter table sequencer_outbox add column named_key blob;

-- Which installation this is, for an agent that works on several devices: made when the file is, or when it first has this column.
-- A copy of the file has the same one until it is told that it is another device.
alter table sequencer_outbox add column install_id blob;
