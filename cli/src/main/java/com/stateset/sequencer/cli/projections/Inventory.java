package com.stateset.sequencer.cli.projections;

import static com.stateset.sequencer.cli.projections.ExampleProjection.execute;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.stateset.sequencer.event.ReadFilter;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.projection.ProjectionState;
import com.stateset.sequencer.projection.ProjectionTable;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.TypedEvent;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What is on hand of each item, {@code inventory}: never below zero, nor more than a {@code bigint} holds. An event that would
 * take away more than there is, that would bring too much, or that counts less than nothing, changes nothing and is written down
 * in {@code inventory_violations}: what has happened cannot be refused, but it can be looked into.
 */
public record Inventory() implements ExampleProjection<Inventory.StockEvent> {

    private static final String STOCK = "inventory";
    private static final String VIOLATIONS = "inventory_violations";

    private static final EventTypes<StockEvent> TYPES = ShopTypes.<StockEvent>builder()
            .type("inventory.counted", Counted.class)
            .type("inventory.adjusted", Adjusted.class)
            .build();

    /** What can happen to the stock of an item. */
    public sealed interface StockEvent {}

    /** Somebody has looked. */
    public record Counted(@JsonProperty("on_hand") long onHand) implements StockEvent {}

    /** Some came in, or went out. */
    public record Adjusted(long change) implements StockEvent {}

    @Override
    public String name() {
        return STOCK;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public ReadFilter events() {
        return ReadFilter.ALL.entityTypes(List.of("item"));
    }

    @Override
    public List<ProjectionTable> tables() {
        return List.of(
                ProjectionTable.perStream(
                        STOCK, "item_id text not null, on_hand bigint not null check (on_hand >= 0)", "item_id"),
                ProjectionTable.perStream(
                        VIOLATIONS,
                        "sequence_number bigint not null, item_id text not null, wanted bigint not null",
                        "sequence_number"));
    }

    @Override
    public EventTypes<StockEvent> types() {
        return TYPES;
    }

    @Override
    public void apply(TypedEvent<StockEvent> event, ProjectionState<Handle> state) {
        if (event.value() instanceof Counted counted) {
            if (counted.onHand() < 0) {
                writeDown(event.event(), counted.onHand(), state);
            } else {
                count(event.event(), counted.onHand(), state);
            }
        } else if (event.value() instanceof Adjusted adjusted) {
            adjust(event.event(), adjusted.change(), state);
        }
    }

    private static void count(SequencedEvent event, long onHand, ProjectionState<Handle> state) {
        execute(
                state,
                """
                insert into %s (tenant_id, store_id, item_id, on_hand)
                values (?, ?, ?, ?)
                on conflict (tenant_id, store_id, item_id) do update set on_hand = excluded.on_hand
                """,
                STOCK,
                event.event().stream(),
                event.event().entity().id(),
                onHand);
    }

    private static void adjust(SequencedEvent event, long change, ProjectionState<Handle> state) {
        String item = event.event().entity().id();
        execute(state, """
                insert into %s (tenant_id, store_id, item_id, on_hand)
                values (?, ?, ?, 0)
                on conflict (tenant_id, store_id, item_id) do nothing
                """, STOCK, event.event().stream(), item);
        // Right for every change: where the first one wraps around, it excludes nothing, as it should.
        long above = -(change + 1);
        long atMost = Long.MAX_VALUE - Math.max(0, change);
        int changed = execute(
                state,
                "update %s set on_hand = on_hand + " + change
                        + " where tenant_id = ? and store_id = ? and item_id = ? and on_hand > " + above
                        + " and on_hand <= " + atMost,
                STOCK,
                event.event().stream(),
                item);
        if (changed == 0) {
            writeDown(event, change, state);
        }
    }

    private static void writeDown(SequencedEvent event, long wanted, ProjectionState<Handle> state) {
        execute(
                state,
                """
                insert into %s (tenant_id, store_id, sequence_number, item_id, wanted)
                values (?, ?, ?, ?, ?)
                """,
                VIOLATIONS,
                event.event().stream(),
                event.sequenceNumber(),
                event.event().entity().id(),
                wanted);
    }
}
