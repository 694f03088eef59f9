-- The agents' X25519 keys, which payloads are encrypted for; kept apart from agent_keys, with which agents sign. An encrypted event names
-- its recipients by key_id alone, so that it is unique in the tenant.
create table encryption_keys (
    tenant_id   blob    not null check (length(tenant_id) = 16),
    key_id      integer not null,
    agent_id    blob    not null check (length(agent_id) = 16),
    public_key  blob    not null check (length(public_key) = 32),
    signed_with integer not null, -- the agent's signing key that speaks for it
    signature   blob    not null check (length(signature) = 64),
    revoked_at  integer,          -- microseconds since 1970
    primary key (tenant_id, key_id)
) strict, without rowid;

create index encryption_keys_by_agent on encryption_keys (tenant_id, agent_id, key_id);
