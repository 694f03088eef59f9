package com.stateset.sequencer.tck.sealing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Looks for a text in files, as {@code strings} and {@code grep} would: as it is, and in hex, as dumps have it. For tests of whatever keeps payloads. */
public final class FoundText {

    private FoundText() {}

    /** Returns the files that hold the text, which must be ASCII. */
    public static List<Path> in(List<Path> places, String text) {
        String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
        return places.stream()
                .flatMap(FoundText::files)
                .filter(file -> holds(file, text, hex))
                .toList();
    }

    private static Stream<Path> files(Path place) {
        try (Stream<Path> all = Files.walk(place)) {
            return all.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A database's file may go away at any moment. */
    private static boolean holds(Path file, String text, String hex) {
        try {
            String content = Files.readString(file, StandardCharsets.ISO_8859_1);
            return content.contains(text) || content.contains(hex);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
