package com.stateset.sequencer.cli.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with column names in braces, such as <code>{customer}-{line}</code>. Beside the columns there are <code>{line}</code>,
 * the row's line number, and <code>{row}</code>, its text; a column of that name comes first. Immutable.
 */
public final class Template {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]+)}");

    private final String text;

    private Template(String text) {
        this.text = text;
    }

    /**
     * Parses a template.
     *
     * @throws UnusableInputException if its braces do not match
     */
    public static Template parse(String text) {
        String rest = PLACEHOLDER.matcher(text).replaceAll("");
        if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
            throw new UnusableInputException("'" + text + "' has a brace too many; columns are written {name}");
        }
        return new Template(text);
    }

    Bound bind(TableColumns columns) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(text);
        int last = 0;
        while (matcher.find()) {
            parts.add(literal(text.substring(last, matcher.start())));
            parts.add(placeholder(matcher.group(1), columns));
            last = matcher.end();
        }
        parts.add(literal(text.substring(last)));
        return new Bound(parts);
    }

    @Override
    public String toString() {
        return text;
    }

    private Part placeholder(String name, TableColumns columns) {
        if (columns.contains(name)) {
            int index = columns.indexOf(name, "'" + text + "'");
            return (row, cells) -> cells.get(index);
        }
        return switch (name) {
            case "line" -> (row, cells) -> Long.toString(row.line());
            case "row" -> (row, cells) -> row.text();
            default -> throw columns.missing(name, "'" + text + "'");
        };
    }

    private static Part literal(String text) {
        return (row, cells) -> text;
    }

    /** A piece of the result. */
    @FunctionalInterface
    private interface Part {
        String of(RowText row, List<String> cells);
    }

    /** A template whose columns have been found. */
    static final class Bound {

        private final List<Part> parts;

        private Bound(List<Part> parts) {
            this.parts = List.copyOf(parts);
        }

        String expand(RowText row, List<String> cells) {
            StringBuilder result = new StringBuilder();
            parts.forEach(part -> result.append(part.of(row, cells)));
            return result.toString();
        }
    }
}
