-- The keys that a server lets callers in by. Of a key's secret only the SHA-256 is stored.
create table sequencer.api_keys (
    key_hash bytea primary key check (length(key_hash) = 32),
    tenant_id uuid not null,
    store_ids uuid[] not null,
    agent_id uuid,
    permission text not null check (permission in ('read', 'read_write', 'admin')),
    rate_limit integer check (rate_limit > 0),
    label text,
    minted_by bytea check (length(minted_by) = 32),
    created_at timestamptz not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz
);

create index api_keys_tenant on sequencer.api_keys (tenant_id, created_at, key_hash);

comment on column sequencer.api_keys.store_ids is 'empty: all of the tenant''s';
comment on column sequencer.api_keys.agent_id is 'null: it sends as any';
comment on column sequencer.api_keys.rate_limit is 'calls in a minute';
comment on column sequencer.api_keys.minted_by is 'the hash of a key; null: an administrator of all tenants';
comment on column sequencer.api_keys.last_used_at is 'about';
