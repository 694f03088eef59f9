-- What is kept beside an event and no hash covers: an object of strings. Null for none, as in nearly all rows: that costs no space.
alter table sequencer.events add column metadata jsonb;

-- Events of one correlation id, in their order. Only rows that have one are in it. Not the bare number: then the primary key would have the
-- same order, and a planner that guesses wrong would walk a whole stream by it.
create index events_correlation on sequencer.events (stream_id, (metadata ->> 'correlation_id'), (sequence_number + 0))
    where metadata ->> 'correlation_id' is not null;

comment on column sequencer.events.metadata is 'in no leaf and no signature; in the clear, and null once the payload is erased';
