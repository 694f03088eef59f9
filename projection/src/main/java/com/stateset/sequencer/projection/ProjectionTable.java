package com.stateset.sequencer.projection;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A table of a projection. Readers find the live build's rows under its plain name.
 *
 * <pre>{@code
 * ProjectionTable.of("order_totals", "order_id text not null, cents bigint not null", "order_id").indexedBy("cents")
 * }</pre>
 *
 * @param name a letter, then letters, digits and underscores, all in lower case, at most 40; in the
 *     database no other projection may have a table of that name
 * @param columns what stands between the parentheses of {@code create table}, without the primary key
 * @param key the columns of the primary key: what one row is about
 * @param indexes columns to find rows by, a list separated by commas for each index
 */
public record ProjectionTable(String name, String columns, List<String> key, List<String> indexes) {

    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");

    public ProjectionTable {
        requireName("table", name);
        if (columns.isBlank()) {
            throw new IllegalArgumentException("the table " + name + " has no columns");
        }
        key = List.copyOf(key);
        if (key.isEmpty()) {
            throw new IllegalArgumentException("the table " + name + " has no key");
        }
        key.forEach(column -> requireName("key column", column));
        indexes = List.copyOf(indexes);
    }

    /** Declares a table with its columns and its key, without indexes. */
    public static ProjectionTable of(String name, String columns, String... key) {
        return new ProjectionTable(name, columns, List.of(key), List.of());
    }

    /** The same, with one more index. */
    public ProjectionTable indexedBy(String... indexed) {
        List<String> more = new ArrayList<>(indexes);
        more.add(String.join(", ", indexed));
        return new ProjectionTable(name, columns, key, more);
    }

    static void requireName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' cannot name a " + what
                    + ": it takes a letter, then letters, digits and underscores, all in lower case, at most 40");
        }
    }
}
