-- What an event is found by, beside its entity, and no hash covers: a JSON array of strings. Null for none, and a byte.
alter table events add column tags text;

-- Which events have a tag, in their order: for append conditions, which look behind a number, and for readers. Only tagged events have
-- rows here. The last word on what tags an event has is the event's own.
create table event_tags (
    stream_id       integer not null,
    tag             text    not null,
    sequence_number integer not null,
    primary key (stream_id, tag, sequence_number)
) strict, without rowid;
