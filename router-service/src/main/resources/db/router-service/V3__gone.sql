-- The last revision of model groups that were deleted: one of the same name goes on from there, so that no revision
-- comes twice and what was read of the old one never passes for the new one.
create table model_group_gone (
    tenant   text   not null,
    name     text   not null,
    revision bigint not null,
    primary key (tenant, name)
);
