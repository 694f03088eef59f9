package com.stateset.sequencer.test;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a projection's table, to be compared with what was expected. Rows are maps from the names of columns, in lower case, to
 * values, in the order of the table's key. An {@code Integer} equals a {@code Long} of the same value, and a {@code BigDecimal} a
 * {@code Double}; bytes are compared as hex. Immutable.
 */
public final class TableCheck {

    private final String table;
    private final List<Map<String, Object>> rows;

    TableCheck(String table, List<Map<String, Object>> rows) {
        this.table = table;
        this.rows = rows.stream().map(TableCheck::comparable).toList();
    }

    /** The rows; whole numbers as {@code Long}, others as {@code Double}, bytes as hex digits, null as null. Unmodifiable. */
    public List<Map<String, Object>> rows() {
        return rows;
    }

    /**
     * Requires exactly these rows, in the order of the table's key, each with all its columns.
     *
     * @throws AssertionError if there are others
     */
    @SafeVarargs
    @CanIgnoreReturnValue
    public final TableCheck containsExactly(Map<String, ?>... expected) {
        List<Map<String, Object>> wanted = new ArrayList<>();
        for (Map<String, ?> row : expected) {
            wanted.add(comparable(row));
        }
        if (!rows.equals(wanted)) {
            throw new FailureMessage("the table " + table + " holds other rows")
                    .line("expected", wanted)
                    .line("but holds", rows)
                    .error();
        }
        return this;
    }

    /**
     * Requires that there are no rows.
     *
     * @throws AssertionError if there are any
     */
    @CanIgnoreReturnValue
    public TableCheck isEmpty() {
        return containsExactly();
    }

    /** Sorted by column, so that two rows that differ are shown member beside member. */
    private static Map<String, Object> comparable(Map<String, ?> row) {
        Map<String, Object> sorted = new TreeMap<>();
        row.forEach((column, value) -> sorted.put(column, comparable(value)));
        return Collections.unmodifiableMap(sorted);
    }

    /** Databases have few types of numbers, and drivers choose among Java's as they like. */
    private static @Nullable Object comparable(@Nullable Object value) {
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof Float || value instanceof BigDecimal) {
            return ((Number) value).doubleValue();
        }
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value;
    }
}
