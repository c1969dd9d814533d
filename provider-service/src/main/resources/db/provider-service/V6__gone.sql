-- The last revision of providers that were deleted: one of the same id goes on from there, so that no revision comes
-- twice and what was read of the old one never passes for the new one.

create table provider_gone (
    id       text   primary key,
    revision bigint not null
);
