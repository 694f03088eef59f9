package com.stateset.sequencer.cli.rows;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;

/**
 * Which column says when an event was created, and how: as RFC 3339 text, which is kept verbatim, as a date or date-time of
 * any other pattern, or as seconds or milliseconds since 1970. Without a time zone it is UTC, without a time midnight.
 */
public final class CreatedAtColumn {

    private final String column;
    private final Conversion conversion;

    private CreatedAtColumn(String column, Conversion conversion) {
        this.column = column;
        this.conversion = conversion;
    }

    /**
     * Parses {@code COLUMN}, {@code COLUMN:PATTERN} with a pattern of {@link DateTimeFormatter}, {@code COLUMN:seconds} or
     * {@code COLUMN:millis}.
     *
     * @throws UnusableInputException if the pattern is not one
     */
    public static CreatedAtColumn parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new CreatedAtColumn(text, cell -> cell);
        }
        return new CreatedAtColumn(text.substring(0, colon), conversion(text.substring(colon + 1)));
    }

    Bound bind(TableColumns table) {
        return new Bound(table.indexOf(column, "--created-at"), column, conversion);
    }

    private static Conversion conversion(String pattern) {
        return switch (pattern) {
            case "seconds" ->
                cell -> Instant.ofEpochSecond(Long.parseLong(cell)).toString();
            case "millis" -> cell -> Instant.ofEpochMilli(Long.parseLong(cell)).toString();
            default -> dateTime(formatter(pattern));
        };
    }

    /** Strict, so that no 31 February becomes a day in March; the year may be written with {@code y} all the same. */
    private static DateTimeFormatter formatter(String pattern) {
        try {
            return new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .appendPattern(pattern)
                    .parseDefaulting(ChronoField.ERA, 1)
                    .toFormatter(Locale.ENGLISH)
                    .withResolverStyle(ResolverStyle.STRICT);
        } catch (IllegalArgumentException e) {
            throw new UnusableInputException(
                    "--created-at has '" + pattern + "', which is no date-time pattern: " + e.getMessage());
        }
    }

    private static Conversion dateTime(DateTimeFormatter formatter) {
        return cell -> {
            var parsed = formatter.parseBest(
                    cell, ZonedDateTime::from, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
            if (parsed instanceof ZonedDateTime zoned) {
                return zoned.toInstant().toString();
            } else if (parsed instanceof OffsetDateTime offset) {
                return offset.toInstant().toString();
            } else if (parsed instanceof LocalDateTime local) {
                return local.toInstant(ZoneOffset.UTC).toString();
            }
            return LocalDate.from(parsed)
                    .atStartOfDay()
                    .toInstant(ZoneOffset.UTC)
                    .toString();
        };
    }

    /** Turns a cell into RFC 3339 text. */
    @FunctionalInterface
    private interface Conversion {
        String apply(String cell);
    }

    /** A column that has been found in a table. */
    static final class Bound {

        private final int index;
        private final String column;
        private final Conversion conversion;

        private Bound(int index, String column, Conversion conversion) {
            this.index = index;
            this.column = column;
            this.conversion = conversion;
        }

        String text(List<String> cells) throws BadRowException {
            String cell = cells.get(index).strip();
            try {
                return conversion.apply(cell);
            } catch (DateTimeException | NumberFormatException e) {
                throw new BadRowException("column " + column + " is not a date as --created-at has it: '" + cell + "'");
            }
        }
    }
}
