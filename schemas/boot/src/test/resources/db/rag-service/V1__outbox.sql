create table outbox (
    id      bigint generated always as identity primary key,
    topic   text not null,
    key     text not null,
    value   bytea,
    trace   text,
    broken  text
);
create index outbox_waiting on outbox (topic, key, id) where broken is null;
