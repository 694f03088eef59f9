-- The last checkpoint of each log that was cosigned. What a witness is worth rests on these rows: never restore an older file.
create table witnessed_logs (
    origin text    primary key,
    size   integer not null,
    root   blob    not null check (length(root) = 32),
    note   text    not null -- as the log sent it
) strict, without rowid;
