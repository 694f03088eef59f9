package com.stateset.sequencer.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on Spring shows pieces of the sample, which is compiled and tested here, and nothing else. */
class SpringPageTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```$");
    private static final Path SOURCES = Path.of("..", "spring-sample", "src", "main", "java");

    @Test
    void its_code_is_that_of_the_sample() throws IOException {
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of("..", "docs", "spring.md")))
                .results()
                .map(block -> dense(block.group(1)))
                .toList();
        String sample;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            sample = files.filter(Files::isRegularFile)
                    .map(SpringPageTest::read)
                    .map(SpringPageTest::dense)
                    .collect(Collectors.joining());
        }
        assertThat(blocks).hasSize(4).allSatisfy(block -> assertThat(sample).contains(block));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Without the white space, which formatting may change. */
    private static String dense(String code) {
        return code.replaceAll("\\s", "");
    }
}
