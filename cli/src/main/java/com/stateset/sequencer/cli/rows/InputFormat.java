package com.stateset.sequencer.cli.rows;

import java.util.Locale;

/** How a file holds its rows. */
public enum InputFormat {
    /** One JSON object per line. */
    NDJSON,
    /** Cells between delimiters, quoted where needed. */
    CSV,
    /** Cells with white space between them. */
    TABLE;

    private static final String DELIMITERS = ",;\t|";

    /**
     * Finds a format by its name in lower case.
     *
     * @throws UnusableInputException if there is none of that name
     */
    public static InputFormat named(String name) {
        for (InputFormat format : values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
                return format;
            }
        }
        throw new UnusableInputException("there is no format '" + name + "'; there are ndjson, csv and table");
    }

    /** Guesses from a file's name, or else from its first line that is not blank. */
    static InputFormat guess(String fileName, InputBeginning beginning) {
        String extension = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (extension) {
            case "ndjson", "jsonl", "json" -> NDJSON;
            case "csv", "tsv" -> CSV;
            default ->
                beginning.separator() != null ? CSV : guess(beginning.line().strip());
        };
    }

    /** Guesses a CSV file's delimiter: the one that the first line has most of. */
    static char guessDelimiter(String firstLine) {
        char best = DELIMITERS.charAt(0);
        for (int i = 1; i < DELIMITERS.length(); i++) {
            char candidate = DELIMITERS.charAt(i);
            best = count(firstLine, candidate) > count(firstLine, best) ? candidate : best;
        }
        return best;
    }

    private static InputFormat guess(String firstLine) {
        if (firstLine.startsWith("{")) {
            return NDJSON;
        }
        return count(firstLine, guessDelimiter(firstLine)) > 0 ? CSV : TABLE;
    }

    private static long count(String line, char wanted) {
        return line.chars().filter(c -> c == wanted).count();
    }
}
