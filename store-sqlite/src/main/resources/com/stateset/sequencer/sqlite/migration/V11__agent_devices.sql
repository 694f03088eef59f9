-- Installations of agents that have shown themselves, each with the mark that it is to show next time: a copy shows an older one.
create table agent_devices (
    tenant_id  blob    not null check (length(tenant_id) = 16),
    agent_id   blob    not null check (length(agent_id) = 16),
    install_id blob    not null check (length(install_id) = 16),
    key_id     integer not null, -- 0: its events are not signed
    mark       blob    not null check (length(mark) = 16),
    kept_mark  blob    check (length(kept_mark) = 16), -- the one before, null at first
    first_seen integer not null, -- microseconds since 1970, as the moments below
    last_seen  integer not null,
    copied_at  integer,          -- when a wrong mark was shown last
    primary key (tenant_id, agent_id, install_id)
) strict, without rowid;
