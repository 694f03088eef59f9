-- The keys that a server lets callers in by. Of a key's secret only the SHA-256 is stored.
create table api_keys (
    key_hash     blob    not null primary key check (length(key_hash) = 32),
    tenant_id    blob    not null check (length(tenant_id) = 16),
    store_ids    blob    not null check (length(store_ids) % 16 = 0), -- one after the other; empty: all of the tenant's
    agent_id     blob    check (length(agent_id) = 16), -- null: it sends as any
    permission   text    not null check (permission in ('read', 'read_write', 'admin')),
    rate_limit   integer check (rate_limit > 0), -- calls in a minute
    label        text,
    minted_by    blob    check (length(minted_by) = 32), -- the hash of a key; null: an administrator of all tenants
    created_at   integer not null, -- microseconds since 1970, as the moments below
    expires_at   integer,
    last_used_at integer, -- about
    revoked_at   integer
) strict, without rowid;

create index api_keys_tenant on api_keys (tenant_id, created_at, key_hash);
