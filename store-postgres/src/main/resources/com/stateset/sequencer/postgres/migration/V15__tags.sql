-- What an event is found by, beside its entity, and no hash covers: an array of strings. Null for none: that costs no space.
alter table sequencer.events add column tags jsonb;

-- Which events have a tag, in their order: for append conditions, which look behind a number, and for readers. Only tagged events have
-- rows here. The last word on what tags an event has is the event's own.
create table sequencer.event_tags (
    stream_id bigint not null,
    tag text not null,
    sequence_number bigint not null,
    primary key (stream_id, tag, sequence_number)
);

comment on column sequencer.events.tags is 'in no leaf and no signature; in the clear, and kept when the payload is erased';
