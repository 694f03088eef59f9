-- What is kept beside an event and no hash covers: a JSON object of strings. Null for none, and once the payload is erased.
alter table sequencer_outbox_events add column metadata text;

alter table sequencer_replica_events add column metadata text;
