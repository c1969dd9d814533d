-- The caller's metadata: it travels with the request and comes back with the answer.
alter table run_line add column tags jsonb not null default '{}';
