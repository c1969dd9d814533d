-- Model groups: public names of the operator's choosing (dev.millrace.router.group). Requests never look here: what is
-- stored is announced on `policies`, which every instance follows.
create table model_group (
    -- whose requests find it; the groups of tenant `default` serve all
    tenant     text not null,
    name       text not null,
    -- who set it last
    team       text not null,
    person     text not null,
    -- counts the changes of this group
    revision   bigint not null,
    -- JSON: deployments and fallbacks
    definition text not null,
    changed_at timestamptz not null,
    primary key (tenant, name)
);
