-- What a run announces when it changes: published after the commit (schemas/store, JdbcOutbox).
create table outbox (
    id      bigint generated always as identity primary key,
    topic   text not null,
    key     text not null,
    value   bytea,
    trace   text,
    broken  text
);
create index outbox_waiting on outbox (topic, key, id) where broken is null;

-- traceparent of the call that brought the run: its requests belong to that trace.
alter table run add column trace text;
