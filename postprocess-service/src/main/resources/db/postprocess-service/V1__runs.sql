-- Bulk work of one source: its lines wait here, and are released into the log in turns.
create table run (
    id             uuid primary key,
    -- Which source it came from and which sink hears of it: job, ...
    kind           text not null,
    tenant         text not null,
    team           text not null,
    person         text not null,
    -- What the caller was allowed when the run was accepted; the key is looked at again at every release.
    key_id         text not null,
    allowed_models text[] not null,
    allowed_lanes  text[] not null,
    retention      text not null,
    state          text not null default 'open'
                   check (state in ('open', 'paused', 'cancelled', 'finished')),
    -- Why it is paused.
    reason         text,
    -- Where it stands among its tenant's runs: its age, with the head start its kind has.
    turn_at        timestamptz not null,
    created_at     timestamptz not null,
    deadline       timestamptz not null,
    finished_at    timestamptz,
    lines          bigint not null,
    queued         bigint not null,
    finished       bigint not null default 0
);

create index run_turn on run (tenant, turn_at, id) where state = 'open' and queued > 0;
create index run_paused on run (key_id) where state = 'paused';
create index run_owner on run (tenant, person, created_at desc, id desc);

create table run_line (
    run_id         uuid not null references run on delete cascade,
    -- From 1.
    number         bigint not null,
    -- Derived from run and number, so that a line released twice is one request.
    request_id     uuid not null unique,
    tenant         text not null,
    -- queued: not in the log. released: in the log, without an ending. finished: ended.
    state          text not null default 'queued'
                   check (state in ('queued', 'released', 'finished')),
    operation      text not null,
    model          text not null,
    needs          text[] not null,
    explain        boolean not null,
    -- The content field as it will lie in the record; gone once the log has it.
    body           bytea,
    body_reference text,
    size           integer not null,
    deadline       timestamptz not null,
    -- Its expiry or cancel is on the log; what remains is to hear the referee.
    ending_sent    boolean not null default false,
    ending         text,
    failure_code   text,
    finished_at    timestamptz,
    primary key (run_id, number)
);

-- Bodies are JSON once written and once read: compressing them costs more than it saves.
alter table run_line alter column body set storage external;

create index run_line_queued on run_line (run_id, number) where state = 'queued';
create index run_line_released on run_line (tenant) where state = 'released';
create index run_line_due on run_line (deadline) where state <> 'finished' and not ending_sent;
