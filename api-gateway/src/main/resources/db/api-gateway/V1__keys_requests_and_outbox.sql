create table api_key (
    id             text primary key,
    tenant         text not null,
    team           text not null,
    person         text not null,
    name           text not null,
    sha256         text not null unique,
    prefix         text not null,
    status         text not null,
    created_at     timestamptz not null,
    changed_at     timestamptz not null,
    expires_at     timestamptz,
    allowed_models text[] not null,
    lanes          text[] not null,
    scopes         text[] not null
);

-- What can be asked about a request by its id. Content stays in the log: here is where it lies.
create table request_view (
    request_id       text primary key,
    tenant           text not null,
    team             text not null,
    person           text not null,
    key_id           text not null,
    lane             text not null,
    run_id           text,
    operation        text not null,
    stream           boolean not null,
    accepted_at      timestamptz not null,
    deadline         timestamptz,
    reply_partition  int,
    reply_position   bigint,
    request_partition int,
    request_offset   bigint,
    ending           text,
    finished_at      timestamptz,
    result_partition int,
    result_offset    bigint,
    watched_until    timestamptz,
    swept_at         timestamptz
) with (fillfactor = 80);

create index request_view_open on request_view (deadline) where ending is null;
create index request_view_age on request_view using brin (accepted_at);

-- How far the view has read each partition; changed with the rows it led to.
create table request_view_progress (
    topic     text not null,
    partition int not null,
    next      bigint not null,
    primary key (topic, partition)
);

-- The first request of each Idempotency-Key. Scope and body are HMACs: neither tells what was sent.
create table idempotency (
    scope           bytea primary key,
    body            bytea not null,
    tenant          text not null,
    request_id      text not null,
    reply_partition int,
    reply_position  bigint,
    acknowledged    boolean not null default false,
    created_at      timestamptz not null,
    deadline        timestamptz not null
);

create index idempotency_age on idempotency (created_at);

create table outbox (
    id      bigint generated always as identity primary key,
    topic   text not null,
    key     text not null,
    value   bytea,
    trace   text,
    broken  text
);

create index outbox_waiting on outbox (topic, key, id) where broken is null;
