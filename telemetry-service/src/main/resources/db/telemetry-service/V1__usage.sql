-- Usage facts, exactly once, and their hourly sums. Money is whole nano-units; times are UTC.

-- Attempts that were announced and have not ended yet.
create table attempt_open (
    attempt_id     text        not null primary key,
    request_id     text        not null,
    run_id         text,
    ordinal        integer     not null,
    started_at     timestamptz not null,
    tenant         text        not null,
    team           text        not null,
    user_id        text        not null,
    key_id         text        not null,
    provider       text        not null,
    model          text        not null,
    operation      text        not null,
    lane           text        not null,
    reserved_nanos bigint,
    currency       text        not null
);
create index attempt_open_by_start on attempt_open (started_at);

-- One row for each attempt that ended or was given up as lost. The day is that of the attempt's own start, which every
-- record of it carries: so a repeat always meets the same key, and old days can be deleted as a range of the key.
create table usage_fact (
    day                      date        not null,
    attempt_id               text        not null,
    request_id               text        not null,
    run_id                   text,
    ordinal                  integer     not null,
    started_at               timestamptz not null,
    -- null while lost
    ended_at                 timestamptz,
    tenant                   text        not null,
    team                     text        not null,
    user_id                  text        not null,
    key_id                   text        not null,
    provider                 text        not null,
    model                    text        not null,
    operation                text        not null,
    lane                     text        not null,
    state                    text        not null check (state in ('succeeded', 'failed', 'cancelled', 'lost')),
    failure_code             text,
    input_tokens             bigint      not null,
    output_tokens            bigint      not null,
    cached_input_tokens      bigint      not null,
    cache_write_input_tokens bigint      not null,
    reasoning_output_tokens  bigint      not null,
    estimated                boolean     not null,
    -- null: no known price. Of a lost attempt: what was reserved for it.
    cost_nanos               bigint,
    currency                 text        not null,
    first_token_millis       bigint,
    primary key (day, attempt_id)
);
create index usage_fact_by_request on usage_fact (request_id);

create table usage_rollup (
    hour                     timestamptz not null,
    tenant                   text        not null,
    team                     text        not null,
    user_id                  text        not null,
    key_id                   text        not null,
    provider                 text        not null,
    model                    text        not null,
    operation                text        not null,
    lane                     text        not null,
    -- empty for attempts without a cost
    currency                 text        not null,
    attempts                 bigint      not null,
    succeeded                bigint      not null,
    failed                   bigint      not null,
    cancelled                bigint      not null,
    lost                     bigint      not null,
    unpriced                 bigint      not null,
    estimated                bigint      not null,
    input_tokens             numeric     not null,
    output_tokens            numeric     not null,
    cached_input_tokens      numeric     not null,
    cache_write_input_tokens numeric     not null,
    reasoning_output_tokens  numeric     not null,
    cost_nanos               numeric     not null,
    lost_nanos               numeric     not null,
    primary key (tenant, hour, team, user_id, key_id, provider, model, operation, lane, currency)
);

-- One row for each request: its first ending.
create table request_fact (
    request_id         text        not null primary key,
    run_id             text,
    finished_at        timestamptz not null,
    tenant             text        not null,
    team               text        not null,
    user_id            text        not null,
    key_id             text        not null,
    provider           text        not null,
    model              text        not null,
    -- the model as the caller asked for it
    asked_model        text        not null,
    operation          text        not null,
    lane               text        not null,
    ending             text        not null check (ending in ('completed', 'failed', 'cancelled', 'expired')),
    failure_code       text,
    attempts           integer     not null,
    latency_millis     bigint,
    first_token_millis bigint
);
create index request_fact_by_time on request_fact (finished_at);

create table request_rollup (
    hour                  timestamptz not null,
    tenant                text        not null,
    team                  text        not null,
    user_id               text        not null,
    key_id                text        not null,
    provider              text        not null,
    model                 text        not null,
    operation             text        not null,
    lane                  text        not null,
    requests              bigint      not null,
    completed             bigint      not null,
    failed                bigint      not null,
    cancelled             bigint      not null,
    expired               bigint      not null,
    attempts              numeric     not null,
    latencies             bigint      not null,
    latency_millis        numeric     not null,
    first_tokens          bigint      not null,
    first_token_millis    numeric     not null,
    primary key (tenant, hour, team, user_id, key_id, provider, model, operation, lane)
);
