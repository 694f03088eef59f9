create table if not exists orders (
    id text primary key,
    state text not null
);

create table if not exists customer_orders (
    order_id text primary key,
    customer text not null,
    cents bigint not null
);
