-- Where a commitment is anchored: a transaction on a chain, which a program of its own sends and tells of.
alter table sequencer.commitments
    add column chain_id bigint check (chain_id > 0),
    add column chain_tx_hash bytea check (length(chain_tx_hash) = 32),
    add column chain_block_number bigint check (chain_block_number >= 0),
    add column chain_gas_used bigint check (chain_gas_used >= 0),
    add column anchored_at timestamptz;

-- Those that are to be anchored, the oldest first: it stays small, however many are anchored.
create index commitments_unanchored on sequencer.commitments (committed_at, stream_id, sequence_start)
    where chain_tx_hash is null;

comment on column sequencer.commitments.chain_tx_hash is 'null: not anchored';
