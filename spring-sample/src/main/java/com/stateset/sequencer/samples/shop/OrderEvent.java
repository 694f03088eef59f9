package com.stateset.sequencer.samples.shop;

/** What happens to an order. */
public sealed interface OrderEvent {

    /** A customer has ordered. */
    record Placed(String customer, long cents) implements OrderEvent {}

    /** The order has left, in so many parcels. */
    record Shipped(int parcels) implements OrderEvent {}
}
