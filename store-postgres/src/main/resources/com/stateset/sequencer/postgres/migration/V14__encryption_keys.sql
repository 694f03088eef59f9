-- The agents' X25519 keys, which payloads are encrypted for; kept apart from agent_keys, with which agents sign. An encrypted event names
-- its recipients by key_id alone, so that it is unique in the tenant.
create table sequencer.encryption_keys (
    tenant_id uuid not null,
    key_id bigint not null,
    agent_id uuid not null,
    public_key bytea not null,
    signed_with bigint not null,
    signature bytea not null,
    revoked_at timestamptz,
    primary key (tenant_id, key_id)
);

comment on column sequencer.encryption_keys.signed_with is 'the agent''s signing key that speaks for it';

create index encryption_keys_by_agent on sequencer.encryption_keys (tenant_id, agent_id, key_id);
