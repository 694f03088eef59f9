-- 1: the server failed at the event, and at nothing else.
alter table sequencer_outbox_events add column suspected integer not null default 0;
