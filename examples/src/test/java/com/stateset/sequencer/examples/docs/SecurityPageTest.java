package com.stateset.sequencer.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on security against the sources: each test that its table of attacks names is there. */
class SecurityPageTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Pattern TEST_CLASS = Pattern.compile("(?:class|interface) (\\w+(?:Test|Contract|IT))\\b");
    private static final Pattern TEST_METHOD = Pattern.compile("(?m)^    (?:public )?void (\\w+)\\(");

    @Test
    void every_test_of_the_table_of_attacks_exists() throws IOException {
        Set<String> tests = tests();
        List<String> named = Page.read("docs/security.md")
                .text()
                .lines()
                .dropWhile(line -> !line.equals("| who | does what | who notices, when, with what | test |"))
                .takeWhile(line -> line.startsWith("|"))
                .map(row -> row.split("\\|", -1)[4])
                .flatMap(cell -> NAME.matcher(cell).results().map(name -> name.group(1)))
                .toList();

        assertThat(named)
                .hasSizeGreaterThan(40)
                .allSatisfy(name -> assertThat(tests)
                        .as(name)
                        .anyMatch(test ->
                                name.endsWith("…") ? test.startsWith(name.replace("…", "")) : test.equals(name)));
    }

    private static Set<String> tests() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT, 14)) {
            for (Path file : files.filter(SecurityPageTest::isTest).toList()) {
                String source = Files.readString(file);
                names.addAll(found(TEST_CLASS, source));
                names.addAll(found(TEST_METHOD, source));
            }
        }
        return names;
    }

    private static boolean isTest(Path file) {
        String name = file.toString().replace('\\', '/');
        return name.endsWith(".java") && (name.contains("/src/test/java/") || name.contains("/tck/src/main/java/"));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }
}
