-- Installations of agents that have shown themselves, each with the mark that it is to show next time: a copy shows an older one.
create table sequencer.agent_devices (
    tenant_id uuid not null,
    agent_id uuid not null,
    install_id uuid not null,
    key_id bigint not null,
    mark uuid not null,
    kept_mark uuid,
    first_seen timestamptz not null,
    last_seen timestamptz not null,
    copied_at timestamptz,
    primary key (tenant_id, agent_id, install_id)
);

comment on column sequencer.agent_devices.key_id is '0: its events are not signed';
comment on column sequencer.agent_devices.kept_mark is 'the one before, null at first';
comment on column sequencer.agent_devices.copied_at is 'when a wrong mark was shown last';
