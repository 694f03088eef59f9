package com.stateset.sequencer.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.event.Rejection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on errors against the code: each exception that a library shows, and each reason to reject an event, has a row. */
class ErrorsPageTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern EXPORTS = Pattern.compile("exports ([\\w.]+);");
    private static final Pattern CODE = Pattern.compile("(?:return|CODE =)\\s+\"([a-z]+(?:_[a-z]+)+)(?:\"|: )");

    @Test
    void every_exception_of_the_libraries_has_a_row() throws IOException {
        Set<String> rows = rows("[A-Z]\\w*Exception");

        assertThat(exceptions()).hasSizeGreaterThan(30);
        assertThat(rows).isEqualTo(exceptions());
    }

    @Test
    void every_reason_to_reject_an_event_has_a_row() throws IOException {
        Set<String> codes = found(
                CODE, Files.readString(ROOT.resolve("core/src/main/java/com/stateset/sequencer/event/Rejection.java")));

        assertThat(codes).hasSameSizeAs(Rejection.class.getPermittedSubclasses());
        assertThat(rows("[a-z]+(?:_[a-z]+)+")).isEqualTo(codes);
    }

    private static Set<String> rows(String name) throws IOException {
        return found(
                Pattern.compile("(?m)^\\| `(" + name + ")` \\| [^|]+\\|"),
                Page.read("docs/errors.md").text());
    }

    /** The exceptions in packages that a module exports to all, but for their common root. */
    private static Set<String> exceptions() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path sources :
                    modules.map(module -> module.resolve("src/main/java")).toList()) {
                if (Files.exists(sources.resolve("module-info.java"))) {
                    for (String exported : found(EXPORTS, Files.readString(sources.resolve("module-info.java")))) {
                        names.addAll(publicExceptions(sources.resolve(exported.replace('.', '/'))));
                    }
                }
            }
        }
        names.remove("SequencerException");
        return names;
    }

    private static Set<String> publicExceptions(Path exported) throws IOException {
        try (Stream<Path> types = Files.list(exported)) {
            return types.filter(type -> type.toString().endsWith("Exception.java"))
                    .filter(ErrorsPageTest::isPublic)
                    .map(type -> type.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }

    private static boolean isPublic(Path type) {
        try (Stream<String> lines = Files.lines(type)) {
            return lines.anyMatch(line -> line.startsWith("public ") && line.contains(" class "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
