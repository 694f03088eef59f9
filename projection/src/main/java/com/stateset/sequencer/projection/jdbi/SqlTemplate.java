package com.stateset.sequencer.projection.jdbi;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns the one text of a statement into a database's own SQL. Thread-safe; every statement is translated
 * once.
 *
 * <p>In the text, the library's tables have their plain names, and what databases say differently stands in
 * braces:
 *
 * <table>
 *   <caption>What stands in braces</caption>
 *   <tr><td>{@code {now}}</td><td>the database's clock, or the value bound as {@code :now}</td></tr>
 *   <tr><td>{@code {later}}</td><td>the moment {@code :micros} microseconds after that</td></tr>
 *   <tr><td>{@code {long ago}}</td><td>a moment before all others</td></tr>
 *   <tr><td>{@code {transaction}}</td><td>text that is the same throughout a transaction, and another in each</td></tr>
 *   <tr><td>{@code {for update of c}}</td><td>locks the rows of {@code c} to the end of the transaction, or nothing</td></tr>
 *   <tr><td>{@code {skip locked}}</td><td>locks the rows that are not locked yet, or nothing</td></tr>
 * </table>
 */
public final class SqlTemplate {

    private static final Pattern VARIABLE = Pattern.compile(
            "\\{([a-z ]+)}|\\b(?:projection_(?:builds|tables|workers|checkpoints|parked)|stream_ids|stream_heads|commitments)\\b");

    private final String tablePrefix;
    private final Map<String, String> fragments;
    private final Map<String, String> translated = new ConcurrentHashMap<>();

    /**
     * Describes a database.
     *
     * @param tablePrefix what goes before the name of each of the library's tables: a schema and a dot, or
     *     nothing
     * @param fragments what is written in the place of each of the braces, by what stands in them
     */
    public SqlTemplate(String tablePrefix, Map<String, String> fragments) {
        this.tablePrefix = tablePrefix;
        this.fragments = Map.copyOf(fragments);
    }

    /** Translates a statement. */
    String translate(String sql) {
        return translated.computeIfAbsent(sql, this::translated);
    }

    private String translated(String sql) {
        return VARIABLE.matcher(sql)
                .replaceAll(found -> Matcher.quoteReplacement(inPlaceOf(found.group(), found.group(1))));
    }

    private String inPlaceOf(String text, @Nullable String braced) {
        if (braced == null) {
            return tablePrefix + text;
        }
        String fragment = fragments.get(braced);
        if (fragment == null) {
            throw new IllegalArgumentException("this database does not know {" + braced + "}");
        }
        return fragment;
    }
}
