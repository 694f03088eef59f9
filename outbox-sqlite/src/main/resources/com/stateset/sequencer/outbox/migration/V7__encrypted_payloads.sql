-- The hash of a payload that is encrypted end to end; null for every other. Of such a payload payload_plain_hash is its author's word,
-- and is stored with it.
alter table sequencer_outbox_events add column payload_cipher_hash blob;

alter table sequencer_replica_events add column payload_cipher_hash blob;
