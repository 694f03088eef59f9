package com.stateset.sequencer.cli.rows;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.stateset.sequencer.json.CanonicalJson;
import com.stateset.sequencer.json.InvalidJsonException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a cell becomes a JSON value. An empty cell is null, as a string it is the empty string. */
enum ColumnType {
    STRING {
        @Override
        String toJson(String cell) {
            return quote(cell);
        }
    },
    INT {
        @Override
        String toJson(String cell) throws BadRowException {
            return number(cell, true);
        }
    },
    NUMBER {
        @Override
        String toJson(String cell) throws BadRowException {
            return number(cell, false);
        }
    },
    BOOL {
        @Override
        String toJson(String cell) throws BadRowException {
            return switch (cell.strip().toLowerCase(Locale.ROOT)) {
                case "" -> "null";
                case "true", "t", "yes", "y", "1" -> "true";
                case "false", "f", "no", "n", "0" -> "false";
                default -> throw new BadRowException("is not true or false: '" + cell + "'");
            };
        }
    },
    JSON {
        @Override
        String toJson(String cell) throws BadRowException {
            try {
                if (cell.isBlank()) {
                    return "null";
                }
                CanonicalJson valid = CanonicalJson.parse(cell);
                return valid.length() > 0 ? cell : "null";
            } catch (InvalidJsonException e) {
                throw new BadRowException("is not JSON: " + e.getMessage());
            }
        }
    };

    private static final Pattern NUMBER_TEXT = Pattern.compile("([+-]?)(?=\\.?\\d)0*(\\d*)(\\.\\d*)?([eE][+-]?\\d+)?");

    abstract String toJson(String cell) throws BadRowException;

    /** Writes text as a JSON string. */
    static String quote(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /** Finds a type by its name on the command line. */
    static ColumnType named(String name) {
        for (ColumnType type : values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(name)) {
                return type;
            }
        }
        throw new UnusableInputException(
                "there is no column type '" + name + "'; there are string, int, number, bool, json");
    }

    /** Keeps a number as it is written, apart from what JSON does not allow: a plus sign, leading zeros, a bare point. */
    private static String number(String cell, boolean whole) throws BadRowException {
        String written = cell.strip();
        if (written.isEmpty()) {
            return "null";
        }
        Matcher parts = NUMBER_TEXT.matcher(written);
        if (!parts.matches() || (whole && parts.end(2) < written.length())) {
            throw new BadRowException("is not a " + (whole ? "whole number" : "number") + ": '" + cell + "'");
        }
        String integer = parts.group(2).isEmpty() ? "0" : parts.group(2);
        String fraction = parts.end(3) - parts.start(3) > 1 ? parts.group(3) : "";
        String exponent = parts.start(4) < 0 ? "" : parts.group(4);
        return (parts.group(1).equals("-") ? "-" : "") + integer + fraction + exponent;
    }
}
