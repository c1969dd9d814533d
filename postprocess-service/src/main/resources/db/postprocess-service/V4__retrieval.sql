-- What a line's answer is to be grounded in; null when it is not.
alter table run_line
    add column knowledge_base text,
    add column top_k integer,
    add column min_score double precision;
