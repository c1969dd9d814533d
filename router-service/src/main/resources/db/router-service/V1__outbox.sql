-- Announcements that belong to a transaction (dev.millrace.store.outbox.JdbcOutbox): policies and prompts go through it.
create table outbox (
    id      bigint generated always as identity primary key,
    topic   text not null,
    key     text not null,
    -- the record as it will lie on the log; null withdraws the key
    value   bytea,
    -- traceparent of the request that led to it
    trace   text,
    -- why it cannot be published: kept for an operator, never tried again
    broken  text
);
create index outbox_waiting on outbox (topic, key, id) where broken is null;
