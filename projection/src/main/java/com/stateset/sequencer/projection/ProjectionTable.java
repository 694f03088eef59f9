package com.stateset.sequencer.projection;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A table of a projection. Readers find the live build's rows under its plain name.
 *
 * <pre>{@code
 * ProjectionTable.perStream("order_totals", "order_id text not null, cents bigint not null", "order_id").indexedBy("cents")
 * }</pre>
 *
 * <p><b>Tenants are kept apart</b> by the key. A projection sees the events of all streams, and two tenants may both have an order
 * {@code o-1}. So the key of a table begins with the stream, unless the table says {@link #acrossStreams()}: that its rows are about
 * more than one stream is then meant, such as a total over all shops. A projection with a table that does neither does not start.
 * Events of different streams are applied in any order, and by several threads: rows across streams must not depend on it.
 *
 * @param name a letter, then letters, digits and underscores, all in lower case, at most 40; in the
 *     database no other projection may have a table of that name
 * @param columns what stands between the parentheses of {@code create table}, without the primary key
 * @param key the columns of the primary key: what one row is about
 * @param indexes columns to find rows by, a list separated by commas for each index
 * @param mixesStreams whether rows are meant to be about several streams
 */
public record ProjectionTable(
        String name, String columns, List<String> key, List<String> indexes, boolean mixesStreams) {

    /** The columns that a stream is named by, as text in the form of {@link java.util.UUID#toString}. */
    private static final List<String> STREAM = List.of("tenant_id", "store_id");

    private static final String STREAM_COLUMNS = "tenant_id text not null, store_id text not null";

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

    /**
     * Declares a table whose rows are each about one stream: it begins with the columns {@code tenant_id} and {@code store_id}, both
     * text, and so does its key.
     *
     * @param columns what comes after these two; may be empty
     * @param key what comes after these two in the primary key; may be nothing, for one row for each stream
     */
    public static ProjectionTable perStream(String name, String columns, String... key) {
        return of(
                name,
                columns.isBlank() ? STREAM_COLUMNS : STREAM_COLUMNS + ", " + columns,
                Stream.concat(STREAM.stream(), Stream.of(key)).toArray(String[]::new));
    }

    /**
     * Declares a table with its columns and its key, without indexes. The key begins with {@code tenant_id} and {@code store_id}, as
     * {@link #perStream} would put them there, or the table goes on to say {@link #acrossStreams()}.
     */
    public static ProjectionTable of(String name, String columns, String... key) {
        return new ProjectionTable(name, columns, List.of(key), List.of(), false);
    }

    /** The same; its rows are meant to be about several streams, and so about several tenants. */
    public ProjectionTable acrossStreams() {
        return new ProjectionTable(name, columns, key, indexes, true);
    }

    /** The same, with one more index. */
    public ProjectionTable indexedBy(String... indexed) {
        List<String> more = new ArrayList<>(indexes);
        more.add(String.join(", ", indexed));
        return new ProjectionTable(name, columns, key, more, mixesStreams);
    }

    /**
     * Checks that tenants are kept apart, or are mixed on purpose.
     *
     * @param projection whose table it is
     * @throws IllegalArgumentException if the key does not begin with the stream, and the table does not say {@link #acrossStreams()}
     */
    public void requireApart(String projection) {
        if (!mixesStreams
                && (key.size() < STREAM.size() || !key.subList(0, STREAM.size()).equals(STREAM))) {
            throw new IllegalArgumentException("the table " + name + " of the projection " + projection
                    + " would mix the rows of all tenants and stores: its key " + key
                    + " does not begin with tenant_id and store_id. ProjectionTable.perStream puts them there;"
                    + " a table that is meant to mix streams says acrossStreams()");
        }
    }

    static void requireName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' cannot name a " + what
                    + ": it takes a letter, then letters, digits and underscores, all in lower case, at most 40");
        }
    }
}
