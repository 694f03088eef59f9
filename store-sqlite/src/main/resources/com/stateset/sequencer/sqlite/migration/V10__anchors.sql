-- Where a commitment is anchored: a transaction on a chain, which a program of its own sends and tells of.
alter table commitments add column chain_id integer check (chain_id > 0);
alter table commitments add column chain_tx_hash blob check (length(chain_tx_hash) = 32); -- null: not anchored
alter table commitments add column chain_block_number integer check (chain_block_number >= 0);
alter table commitments add column chain_gas_used integer check (chain_gas_used >= 0);
alter table commitments add column anchored_at integer; -- microseconds since 1970

-- Those that are to be anchored, the oldest first: it stays small, however many are anchored.
create index commitments_unanchored on commitments (committed_at, stream_id, sequence_start)
    where chain_tx_hash is null;
