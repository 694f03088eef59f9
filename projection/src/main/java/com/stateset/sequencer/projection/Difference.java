package com.stateset.sequencer.projection;

import java.util.Map;
import java.util.Optional;

/**
 * The first row, in the order of the key, in which a projection's table differs from what its events make.
 *
 * @param table the table's plain name
 * @param key which row: the key columns and what stands there
 * @param live the row that is there, as text; empty if there is none
 * @param rebuilt the row as the events make it, as text; empty if they make none
 */
public record Difference(
        String table,
        Map<String, String> key,
        Optional<Map<String, String>> live,
        Optional<Map<String, String>> rebuilt) {

    public Difference {
        key = Map.copyOf(key);
    }

    @Override
    public String toString() {
        return "table " + table + ", " + key + ": "
                + live.map(row -> "holds " + row).orElse("holds no row") + ", but the events make "
                + rebuilt.map(Object::toString).orElse("none");
    }
}
