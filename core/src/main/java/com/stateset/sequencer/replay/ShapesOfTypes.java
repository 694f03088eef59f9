package com.stateset.sequencer.replay;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which events Java values are written as: the way back of a mapping. Immutable.
 *
 * @param <T> what the values have in common
 */
final class ShapesOfTypes<T> {

    private final Map<EventShape, Class<? extends T>> types;

    ShapesOfTypes(Map<EventShape, Class<? extends T>> types) {
        this.types = Map.copyOf(types);
    }

    Map<EventShape, Class<? extends T>> types() {
        return types;
    }

    /**
     * The shape of a value: that of its class, or else of a type that it is an instance of; the latest version of it.
     *
     * @throws IllegalArgumentException if there is none, or if there are several event types to choose from
     */
    EventShape of(T value) {
        List<EventShape> shapes = shapes(value, true);
        if (shapes.isEmpty()) {
            shapes = shapes(value, false);
        }
        Set<String> names = new HashSet<>();
        shapes.forEach(shape -> names.add(shape.eventType()));
        if (names.size() != 1) {
            throw new IllegalArgumentException(
                    names.isEmpty()
                            ? "there is no event type for " + value.getClass().getName()
                            : value.getClass().getName() + " is of several event types: "
                                    + names.stream().sorted().toList());
        }
        return shapes.stream().max(Comparator.comparingInt(EventShape::version)).orElseThrow();
    }

    private List<EventShape> shapes(T value, boolean exact) {
        return types.entrySet().stream()
                .filter(each -> exact
                        ? each.getValue() == value.getClass()
                        : each.getValue().isInstance(value))
                .map(Map.Entry::getKey)
                .toList();
    }
}
