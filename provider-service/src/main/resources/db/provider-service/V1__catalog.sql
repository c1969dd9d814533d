-- Providers and the models they offer, as last discovered; what others see is announced through the outbox.

create table provider (
    id         text primary key,
    kind       text not null,
    address    text not null,
    -- false once the configuration no longer names it; its models are withdrawn then
    configured boolean not null,
    since      timestamptz not null,
    -- when its list of models was read last; null until then
    discovered timestamptz,
    -- why the last reading failed: a kind of failure, never a vendor's words
    failure    text
);

create table model (
    provider       text not null references provider,
    name           text not null,
    operations     text[] not null,
    capabilities   text[] not null,
    context_window bigint,
    max_output     bigint,
    -- nano-units of the currency for a million tokens; null is unknown, which is not free
    currency       text,
    input_price    bigint,
    output_price   bigint,
    cached_price   bigint,
    write_price    bigint,
    simulated      boolean not null,
    since          timestamptz not null,
    primary key (provider, name)
);

create table outbox (
    id     bigint generated always as identity primary key,
    topic  text not null,
    key    text not null,
    value  bytea,
    trace  text,
    broken text
);
create index outbox_waiting on outbox (topic, key, id) where broken is null;
