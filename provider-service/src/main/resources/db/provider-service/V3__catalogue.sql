-- What a model costs beyond its usual price, until when it is there, and what an operator says of it.

alter table model
    -- prices that hold instead of the usual one: a list as the API shows it, in decimal text
    add column tiers      jsonb,
    add column deprecated timestamptz,
    add column retires    timestamptz,
    -- false for a model that is offered because an operator says so: its provider's list does not name it
    add column listed     boolean not null default true;

-- Without a reference to provider: an override waits for a provider that comes back.
create table model_override (
    provider text   not null,
    name     text   not null,
    -- counts the changes; a row that was taken back stays, so that no revision comes twice
    revision bigint not null,
    -- the members an operator has set, as the API takes them; null when all were taken back
    fields   jsonb,
    changed  timestamptz not null,
    primary key (provider, name)
);
