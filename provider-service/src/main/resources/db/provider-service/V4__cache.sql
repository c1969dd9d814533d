-- Which cached answers are to go: instances look here twice a second, the answers themselves are in their memory.

create table cache_invalidation (
    id       bigint generated always as identity primary key,
    -- null takes any
    tenant   text,
    provider text,
    model    text,
    person   text,
    at       timestamptz not null
);
