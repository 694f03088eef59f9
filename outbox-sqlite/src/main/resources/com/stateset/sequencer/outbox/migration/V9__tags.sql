-- What an event is found by, beside its entity, and no hash covers: a JSON array of strings. Null for none.
alter table sequencer_outbox_events add column tags text;

alter table sequencer_replica_events add column tags text;
