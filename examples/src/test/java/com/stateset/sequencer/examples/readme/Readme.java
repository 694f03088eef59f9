package com.stateset.sequencer.examples.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A document of the project, mostly its README, by its fenced blocks of code. */
final class Readme {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");

    private final String text;

    private Readme(String text) {
        this.text = text;
    }

    /** Reads it from the root of the project, above this module. */
    static Readme read() throws IOException {
        return read(Path.of("README.md"));
    }

    /** Reads another document, by its path from the root of the project. */
    static Readme read(Path document) throws IOException {
        return new Readme(Files.readString(Path.of("..").resolve(document)));
    }

    List<String> blocks(String language) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    /** The one block of a language that holds {@code part}. */
    String block(String language, String part) {
        List<String> found =
                blocks(language).stream().filter(block -> block.contains(part)).toList();
        if (found.size() != 1) {
            throw new IllegalStateException(found.size() + " " + language + " blocks hold " + part);
        }
        return found.get(0);
    }

    /** The line on which the first block of code begins, counted from 1. */
    long lineOfFirstBlock() {
        MatchResult first = BLOCK.matcher(text).results().findFirst().orElseThrow();
        return text.substring(0, first.start()).lines().count() + 1;
    }
}
