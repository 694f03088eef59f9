package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program with an agent in it takes along, and how much that is. */
class AgentJarsTest {

    private static final Pattern LIBRARIES = Pattern.compile(
            "(sqlite-jdbc|bcprov-jdk18on|jackson-(core|databind|annotations)(?=-2)|failsafe|slf4j-api|jspecify"
                    + "|error_prone_annotations)-[0-9].*\\.jar");
    private static final String MODULES =
            "(canonical-json|merkle|tlog|core|protocol|sync|sqlite-support|outbox-sqlite)";
    private static final Pattern OURS =
            Pattern.compile(".*/sequencer-" + MODULES + "-[0-9].*\\.jar|.*/" + MODULES + "/target/classes");
    private static final double MEGA = 1e6;

    @TempDir
    private Path folder;

    @Test
    void these_jars_are_all_that_an_agent_needs() throws IOException, InterruptedException {
        Path main =
                folder.resolve("main").resolve(AnAgentAloneJvm.class.getName().replace('.', '/') + ".class");
        Files.createDirectories(main.getParent());
        try (InputStream compiled = AnAgentAloneJvm.class.getResourceAsStream("AnAgentAloneJvm.class")) {
            Files.copy(compiled, main);
        }
        String classPath = Stream.concat(Stream.of(folder.resolve("main")), Stream.concat(libraries(), ours()))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        Path printed = folder.resolve("printed.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        AnAgentAloneJvm.class.getName(),
                        folder.resolve("outbox.db").toString(),
                        Integer.toString(unusedPort()))
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(printed, StandardCharsets.UTF_8)).contains("pending 1");
    }

    @Test
    void the_libraries_are_as_large_as_the_page_says() throws IOException {
        long bytes = libraries().mapToLong(jar -> jar.toFile().length()).sum();
        Path page = Path.of("..", "docs", "offline.md");
        assertThat(bytes).isLessThan(23_000_000);
        assertThat(Files.readString(page, StandardCharsets.UTF_8))
                .contains(String.format(Locale.ROOT, "**%.1f MB of libraries**", bytes / MEGA));
    }

    /** Of each the newest, where a class path has several. */
    private static Stream<Path> libraries() {
        return classPath()
                .filter(entry ->
                        LIBRARIES.matcher(entry.getFileName().toString()).matches())
                .collect(Collectors.toMap(
                        AgentJarsTest::artifact,
                        entry -> entry,
                        BinaryOperator.maxBy(Comparator.comparing(Path::getFileName)),
                        TreeMap::new))
                .values()
                .stream();
    }

    private static String artifact(Path jar) {
        return jar.getFileName().toString().replaceFirst("-[0-9].*", "");
    }

    /** Our modules: jars, or their classes, or, compiled all in one, the folder that has the outbox. */
    private static Stream<Path> ours() {
        List<Path> modules = classPath()
                .filter(entry ->
                        OURS.matcher(entry.toString().replace('\\', '/')).matches())
                .toList();
        return modules.isEmpty()
                ? classPath()
                        .filter(entry ->
                                Files.exists(entry.resolve("com/stateset/sequencer/outbox/SqliteOutbox.class")))
                : modules.stream();
    }

    private static Stream<Path> classPath() {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(classPath.split(File.pathSeparator)).map(Path::of).distinct();
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
