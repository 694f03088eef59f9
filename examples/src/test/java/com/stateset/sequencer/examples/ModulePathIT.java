package com.stateset.sequencer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that is a module: core and the SQLite store on the module path, nothing on the class path. */
class ModulePathIT {

    /** What {@code core} and {@code store-sqlite} bring with them, and nothing else of what these tests see. */
    private static final Pattern NEEDED =
            Pattern.compile("(sequencer-(canonical-json|merkle|core|projection|sqlite-support"
                    + "|store-sqlite)|jdbi3-core|geantyref|HikariCP|flyway-core|sqlite-jdbc|slf4j-api|jackson-(core|databind"
                    + "|annotations)|bcprov-jdk18on|jspecify|error_prone_annotations)-[0-9].*\\.jar");

    private static final String MODULE = """
            module shop {
                requires com.stateset.sequencer.sqlite;
            }
            """;

    private static final String MAIN = """
            package shop;

            import com.stateset.sequencer.*;
            import com.stateset.sequencer.event.NewEvent;
            import com.stateset.sequencer.sqlite.SqliteEventStore;
            import java.nio.file.Path;
            import java.util.UUID;

            public final class Main {
                public static void main(String[] args) {
                    try (Sequencer sequencer = Sequencer.builder().store(SqliteEventStore.open(Path.of(args[0]))).build()) {
                        EventStream orders = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
                        orders.append(NewEvent.builder().entity("order", "o-1").eventType("order.placed").payload("{}").build())
                                .orThrow();
                        orders.prove(orders.commit().sequenceEnd());
                        System.out.println(Main.class.getModule().getName() + " stored " + orders.head());
                    }
                }
            }
            """;

    @TempDir
    Path folder;

    private String modulePath;

    @BeforeEach
    void compileTheApplication() throws Exception {
        modulePath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        NEEDED.matcher(Path.of(entry).getFileName().toString()).matches())
                .collect(Collectors.joining(File.pathSeparator));
        Path sources = Files.createDirectories(folder.resolve("src/shop"));
        Files.writeString(folder.resolve("src/module-info.java"), MODULE);
        Files.writeString(sources.resolve("Main.java"), MAIN);
        assertThat(run(
                        "javac",
                        "-Xlint:all,-requires-automatic",
                        "-Werror",
                        "-p",
                        modulePath,
                        "-d",
                        "app",
                        "src/module-info.java",
                        "src/shop/Main.java"))
                .isEqualTo("exit 0\n");
    }

    @Test
    void an_application_of_modules_stores_and_proves_an_event() throws Exception {
        assertThat(run("java", "-p", "app" + File.pathSeparator + modulePath, "-m", "shop/shop.Main", "shop.db"))
                .contains("shop stored 1\n", "exit 0\n");
    }

    @Test
    void core_can_be_linked_into_a_runtime_image() throws Exception {
        assertThat(run(
                        "jlink",
                        "--ignore-signing-information",
                        "-p",
                        modulePath,
                        "--add-modules",
                        "com.stateset.sequencer.core",
                        "--output",
                        "image"))
                .endsWith("exit 0\n");
        assertThat(run(Path.of("image", "bin", "java").toString(), "--list-modules"))
                .contains("com.stateset.sequencer.core");
    }

    @Test
    void of_the_store_jlink_says_what_stops_it() throws Exception {
        assertThat(run(
                        "jlink",
                        "--ignore-signing-information",
                        "-p",
                        "app" + File.pathSeparator + modulePath,
                        "--add-modules",
                        "shop",
                        "--output",
                        "image"))
                .contains("automatic module cannot be used with jlink")
                .endsWith("exit 1\n");
    }

    /** Runs a program of this JDK, or of the folder; returns what it printed, and its exit code. */
    private String run(String program, String... arguments) throws IOException, InterruptedException {
        Path ofJdk = Path.of(System.getProperty("java.home"), "bin", program);
        Path printed = folder.resolve("printed.txt");
        String executable =
                Files.exists(ofJdk) ? ofJdk.toString() : folder.resolve(program).toString();
        Process process = new ProcessBuilder(Stream.concat(Stream.of(executable), Stream.of(arguments))
                        .toList())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return Files.readString(printed, StandardCharsets.UTF_8) + "exit " + process.exitValue() + "\n";
    }
}
