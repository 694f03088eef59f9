package com.stateset.sequencer.examples.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A document of the project, its README or a page of {@code docs}, by its fenced blocks of code. */
record Page(Path path, String text) {

    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK =
            Pattern.compile("(?ms)^(?:<!-- given: (?<given>[^\n]*) -->\n)?```(?<language>\\w*)\n(?<text>.*?)^```$");

    /**
     * A block of code.
     *
     * @param given what a comment above it says that it is given, as parameters of a method
     */
    record Block(String language, String text, Optional<String> given) {}

    /** Reads a document, by its path from the root of the project. */
    static Page read(String document) throws IOException {
        return new Page(Path.of(document), Files.readString(ROOT.resolve(document)));
    }

    /** Reads the README and all pages. */
    static List<Page> all() throws IOException {
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
            List<String> names = Stream.concat(
                            Stream.of("README.md"),
                            pages.map(page -> "docs/" + page.getFileName()).filter(name -> name.endsWith(".md")))
                    .sorted()
                    .toList();
            List<Page> all = new ArrayList<>();
            for (String name : names) {
                all.add(read(name));
            }
            return List.copyOf(all);
        }
    }

    List<Block> blocks() {
        return BLOCK.matcher(text)
                .results()
                .map(found -> {
                    Matcher block = BLOCK.matcher(found.group());
                    if (!block.matches()) {
                        throw new IllegalStateException(found.group());
                    }
                    return new Block(
                            block.group("language"), block.group("text"), Optional.ofNullable(block.group("given")));
                })
                .toList();
    }

    List<String> blocks(String language) {
        return blocks().stream()
                .filter(block -> block.language().equals(language))
                .map(Block::text)
                .toList();
    }

    /** The one block of a language that holds {@code part}. */
    String block(String language, String part) {
        List<String> found =
                blocks(language).stream().filter(block -> block.contains(part)).toList();
        if (found.size() != 1) {
            throw new IllegalStateException(found.size() + " " + language + " blocks of " + path + " hold " + part);
        }
        return found.get(0);
    }

    /** The text without its blocks of code. */
    String prose() {
        return BLOCK.matcher(text).replaceAll("");
    }

    /** Its name, for reports. */
    @Override
    public String toString() {
        return path.toString();
    }
}
