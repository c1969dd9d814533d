-- What all instances together know of a provider's health.

create table provider_health (
    provider      text primary key references provider on delete cascade,
    -- of the provider when it was last begun anew: what was seen of other settings says nothing
    revision      bigint      not null,
    -- null until something is known
    health        text,
    reason        text        not null default '',
    since         timestamptz,
    -- counts writes, so that an instance sees what others wrote
    version       bigint      not null default 0,
    next_check    timestamptz not null default now(),
    -- the instance that makes the checks: who counts signs in a row must see each
    checker       text,
    checked       timestamptz,
    -- of the last check
    latency_ms    integer,
    check_failure text
);
