-- Providers as data: what operators set up, and their credentials, which are sealed before they come here.

alter table provider rename column kind to type;
alter table provider rename column address to endpoint;
alter table provider rename column configured to active;
alter table provider
    add column name            text,
    -- who made it: built-in, environment, api
    add column source          text        not null default 'environment',
    -- changed by an operator: the environment no longer changes it
    add column edited          boolean     not null default false,
    add column deployment_mode text        not null default 'cloud',
    -- JSON as in the API: headers, limits, timeouts, models, defaults, fallback
    add column settings        text        not null default '{}',
    add column revision        bigint      not null default 1,
    add column changed         timestamptz not null default now();

update provider set name = id;
alter table provider alter column name set not null;

alter table model drop constraint model_provider_fkey;
alter table model add foreign key (provider) references provider on delete cascade;

create table credential (
    id          text primary key,
    provider    text        not null references provider on delete cascade,
    sealed      bytea       not null,
    -- what people may see of it
    masked      text        not null,
    created     timestamptz not null,
    -- null for the newest; older ones are valid until then
    valid_until timestamptz,
    last_used   timestamptz
);
create index credential_of on credential (provider, created desc);

-- What all instances together may still use of a limit a minute.
create unlogged table rate_stock (
    subject   text primary key,
    available double precision not null,
    updated   timestamptz      not null
);
