-- Which streams the log of heads has yet to look at, so that of many streams only those that have moved are read. The column changes
-- once when a stream begins to move and once when its head is entered, and the index with it: appends in between write neither.
alter table stream_heads add column moved integer not null default 1;

update stream_heads
set moved = 0
where head = (
    select heads_log.tree_size
    from heads_log
    where heads_log.stream_id = stream_heads.stream_id
    order by entry_index desc
    limit 1);

create index moved_heads on stream_heads (stream_id) where moved = 1;

-- A trigger, so that a writer that does not know of the column moves heads as well.
create trigger head_has_moved after update of head on stream_heads when old.moved = 0
begin
    update stream_heads set moved = 1 where stream_id = new.stream_id;
end;

-- The histories that an administrator has accepted; few, and asked for by stream.
create index heads_log_breaks on heads_log (stream_id, entry_index) where kind = 1;
