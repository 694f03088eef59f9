-- The key that agent_key_id stands for, once it was used, and when a server said that it was revoked: it never signs again.
alter table sequencer_outbox add column agent_public_key blob;

alter table sequencer_outbox add column agent_key_revoked integer;

-- Whether payloads are encrypted in this file: 0 no, 1 what is new, 2 all of them.
alter table sequencer_outbox add column payloads_sealed integer not null default 0;

-- Events of this agent that were pulled and never appended here, since the first sync: another device has the same identity.
alter table sequencer_outbox add column from_other_devices integer not null default 0;

-- Over 0: pages of the file may still hold payloads that were erased. Rises with each erasure.
alter table sequencer_outbox add column unclean integer not null default 0;

-- 0: clear, 1: encrypted, 2: erased. Of an erased payload, only the hashes stay; otherwise they are computed from the payload.
alter table sequencer_outbox_events add column payload_state integer not null default 0;

alter table sequencer_outbox_events add column payload_hash blob;

alter table sequencer_outbox_events add column payload_plain_hash blob;

-- Answers how many events wait, and how many bytes they are, without the events being read.
create index sequencer_outbox_waiting on sequencer_outbox_events (length(payload)) where state = 0;

create index sequencer_outbox_stuck_by_state on sequencer_outbox_events (state) where state in (1, 2);
