package com.stateset.sequencer.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on testing shows pieces of tests that run here, and nothing else. */
class TestingPageTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```$");
    private static final Path SOURCES =
            Path.of("..", "testing", "src", "test", "java", "com", "stateset", "sequencer", "test");

    @Test
    void its_code_is_that_of_tests() throws IOException {
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of("..", "docs", "testing.md")))
                .results()
                .map(block -> dense(block.group(1)))
                .toList();
        String tests = dense(Files.readString(SOURCES.resolve("ShopTest.java"))
                + Files.readString(SOURCES.resolve("QueryDeciderTestTest.java"))
                + Files.readString(SOURCES.resolve("SalesTest.java")));

        assertThat(blocks).hasSize(4).allSatisfy(block -> assertThat(tests).contains(block));
    }

    /** Without the white space, which formatting may change. */
    private static String dense(String code) {
        return code.replaceAll("\\s", "");
    }
}
