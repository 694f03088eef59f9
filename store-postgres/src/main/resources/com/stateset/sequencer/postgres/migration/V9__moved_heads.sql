-- Which streams the log of heads has yet to look at, so that of many streams only those that have moved are read. The generated
-- column follows every writer, and changes once when a stream begins to move and once when its head is entered: in between,
-- updates of a head stay on their page, since nothing that an index has changes.
alter table sequencer.stream_heads add column entered_size bigint not null default 0;

update sequencer.stream_heads h
set entered_size = l.tree_size
from (
    select distinct on (stream_id) stream_id, tree_size
    from sequencer.heads_log order by stream_id, entry_index desc
) l
where h.stream_id = l.stream_id;

alter table sequencer.stream_heads
    add column moved boolean not null generated always as (head <> entered_size) stored;

create index stream_heads_moved on sequencer.stream_heads (stream_id) where moved;

-- The histories that an administrator has accepted; few, and asked for by stream.
create index heads_log_breaks on sequencer.heads_log (stream_id, entry_index) where kind = 'BREAK';

comment on column sequencer.stream_heads.entered_size is 'the head that was entered last in the log of heads';
comment on column sequencer.stream_heads.moved is 'whether the log of heads has to look at the stream';
