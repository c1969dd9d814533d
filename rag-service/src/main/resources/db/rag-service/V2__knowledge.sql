-- What a tenant knows: knowledge bases, the documents in them, and indexes over these.
create table knowledge_base (
    id              uuid primary key,
    tenant          text not null,
    team            text not null,
    person          text not null,
    name            text not null,
    description     text not null default '',
    -- the index that is searched; null until the first one exists
    active_index    bigint,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    unique (tenant, name)
);

-- One way of cutting and embedding all documents of a knowledge base. Another model or another chunk size
-- makes another index beside it, which takes its place when it is complete.
create table index_generation (
    id                  bigint generated always as identity primary key,
    knowledge_base      uuid not null references knowledge_base (id) on delete cascade,
    -- building, active or retired
    state               text not null,
    embedding_provider  text not null,
    embedding_model     text not null,
    -- known with the first vectors
    dimensions          integer,
    chunk_tokens        integer not null,
    chunk_overlap       integer not null,
    -- how many are in it: kept in the transaction that adds or removes them
    chunks              bigint not null default 0,
    created_at          timestamptz not null
);
create index index_generation_of on index_generation (knowledge_base, state);

create table document (
    id                  uuid primary key,
    knowledge_base      uuid not null references knowledge_base (id) on delete cascade,
    tenant              text not null,
    team                text not null,
    person              text not null,
    key_id              text not null,
    name                text not null,
    media_type          text not null,
    size                bigint not null,
    sha256              bytea not null,
    -- where its bytes lie in the content store
    content_reference   text not null,
    metadata            jsonb not null default '{}',
    -- from 1; grows when the content is replaced
    revision            integer not null,
    created_at          timestamptz not null,
    updated_at          timestamptz not null,
    -- the same content twice is one document
    unique (knowledge_base, sha256)
);
create index document_listed on document (knowledge_base, created_at desc, id desc);
create index document_metadata on document using gin (metadata jsonb_path_ops);

-- How far a document is in an index.
create table document_state (
    document        uuid not null references document (id) on delete cascade,
    index_id        bigint not null references index_generation (id) on delete cascade,
    -- revision this state is about
    revision        integer not null,
    -- queued, parsing, embedding, indexed or failed
    state           text not null,
    chunks_done     integer not null default 0,
    chunks_total    integer not null default 0,
    failure_code    text,
    failure_detail  text,
    updated_at      timestamptz not null,
    primary key (document, index_id)
);
create index document_state_open on document_state (index_id) where state not in ('indexed', 'failed');

create table chunk (
    id          bigint generated always as identity primary key,
    index_id    bigint not null references index_generation (id) on delete cascade,
    document    uuid not null references document (id) on delete cascade,
    -- from 0 within its document
    ordinal     integer not null,
    -- headings above it, outermost first
    heading     text[] not null,
    -- characters (UTF-16 units) of the document's text, end exclusive
    start_at    integer not null,
    end_at      integer not null,
    tokens      integer not null,
    body        text not null,
    unique (index_id, document, ordinal)
);
create index chunk_of_document on chunk (document);
