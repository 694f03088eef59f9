package com.stateset.sequencer.cli.projections;

import java.util.List;
import java.util.Optional;

/** Which example projections there are. */
final class ExampleCatalog {

    private ExampleCatalog() {}

    /** All of them. */
    static List<ExampleProjection<?>> all() {
        return List.of(new OrderTotals(), new Inventory(), new LifetimeValue());
    }

    /** The one of that name. */
    static Optional<ExampleProjection<?>> named(String name) {
        return all().stream()
                .filter(projection -> projection.name().equals(name))
                .findFirst();
    }
}
