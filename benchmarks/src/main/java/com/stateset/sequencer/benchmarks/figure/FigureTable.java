package com.stateset.sequencer.benchmarks.figure;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Figures as a table in Markdown. */
public final class FigureTable {

    private FigureTable() {}

    /** Returns a table with a row for each figure. */
    public static String of(List<Figure> figures) {
        return figures.stream().map(FigureTable::row).collect(Collectors.joining("", head("limit"), ""));
    }

    /** Returns a table's head, where ours stands beside {@code other}. */
    public static String head(String other) {
        return String.format(Locale.ROOT, """
                | work | ours | %1$s | ours : %1$s | p50 ms | p99 ms | the %1$s | conditions |
                |---|--:|--:|--:|--:|--:|---|---|
                """, other);
    }

    /** Returns a row, with its line's end. */
    public static String row(Figure figure) {
        return String.format(
                Locale.ROOT,
                "| `%s` | %s %s | %s | %.2f | %s | %s | %s | %s |%n",
                figure.name(),
                number(figure.value()),
                figure.unit(),
                number(figure.limit()),
                figure.ratio(),
                number(figure.p50()),
                number(figure.p99()),
                figure.limitName(),
                figure.conditions());
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 1 ? "%.2f" : "%.3f", value);
    }
}
