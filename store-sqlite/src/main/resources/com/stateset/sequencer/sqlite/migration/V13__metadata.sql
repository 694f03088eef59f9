-- What is kept beside an event and no hash covers: a JSON object of strings. Null for none, which nearly all rows are, and a byte.
alter table events add column metadata text;

-- Events of one correlation id, in their order. Only rows that have one are in it.
create index events_by_correlation on events (stream_id, metadata ->> 'correlation_id', sequence_number + 0)
    where metadata ->> 'correlation_id' is not null;
