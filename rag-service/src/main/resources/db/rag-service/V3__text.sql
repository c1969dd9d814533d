-- Words of chunks (dev.millrace.rag.text.postgres). A chunk is fresh at first and brings its terms itself;
-- hundreds of fresh ones become a segment, and segments become larger ones, all packed by term.
create table text_index (
    -- an index_generation; no reference, so that it may be forgotten before or after it
    index_id    bigint primary key
);

create table text_segment (
    id          bigint generated always as identity primary key,
    index_id    bigint not null,
    -- of its beginning: those removed since are counted until it is merged
    chunks      integer not null,
    -- words of these chunks together
    words       bigint not null
);
create index text_segment_of on text_segment (index_id);

create table text_posting (
    segment     bigint not null,
    term        text collate "C" not null,
    -- chunks that have the term
    chunks      integer not null,
    -- dev.millrace.rag.text.postgres.Postings
    postings    bytea not null,
    primary key (segment, term)
);
-- packed already: trying to compress it costs more than it saves
alter table text_posting alter column postings set storage external;

create table text_chunk (
    chunk       bigint primary key,
    index_id    bigint not null references text_index (index_id),
    document    uuid not null,
    words       integer not null,
    -- the one segment whose postings of this chunk count; null while it is fresh
    segment     bigint,
    -- dev.millrace.rag.text.postgres.FreshTerms; null when it is in a segment
    fresh       bytea
);
alter table text_chunk alter column fresh set storage external;
create index text_chunk_of on text_chunk (index_id, document);
create index text_chunk_fresh on text_chunk (index_id, chunk) where segment is null;
