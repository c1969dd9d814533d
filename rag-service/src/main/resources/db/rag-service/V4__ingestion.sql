-- A knowledge base that is deleted disappears at once (it is nobody's any more); what it holds is swept away in
-- steps that may be repeated, and the row goes last.
alter table knowledge_base add column deleted_at timestamptz;
create index knowledge_base_deleted on knowledge_base (deleted_at) where deleted_at is not null;
create index knowledge_base_listed on knowledge_base (tenant, created_at desc, id desc);
create index index_generation_leaving on index_generation (id) where state <> 'active';

-- Open states are the work to be done. Whoever works on one holds a claim that ends by itself.
alter table document_state
    add column tenant text not null,
    -- on whose behalf models are asked: who uploaded, or who asked for another index
    add column team text not null,
    add column person text not null,
    add column key_id text not null,
    -- 0 for what somebody has just sent, 1 for what is indexed once more
    add column rank smallint not null default 0,
    add column queued_at timestamptz not null,
    -- after a failure that may pass
    add column not_before timestamptz,
    -- claims that ended in nobody knows what
    add column tries integer not null default 0,
    add column claim uuid,
    add column claimed_until timestamptz;
create index document_state_queue on document_state (tenant, rank, queued_at)
    where state not in ('indexed', 'failed');
create index document_state_claimed on document_state (claim) where claim is not null;

-- Names in the content store that no document refers to any more.
create table discarded_content (
    content_reference   text primary key,
    discarded_at        timestamptz not null
);
