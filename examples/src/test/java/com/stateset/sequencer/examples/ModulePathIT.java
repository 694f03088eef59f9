package com.stateset.sequencer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.testsupport.TestJvm;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that is a module: core and the SQLite store on the module path, nothing on the class path. */
class ModulePathIT {

    /** What {@code core} and {@code store-sqlite} bring with them, and nothing else of what these tests see. */
    private static final Pattern NEEDED =
            Pattern.compile("(sequencer-(canonical-json|merkle|tlog|core|projection|sqlite-support"
                    + "|store-sqlite)|jdbi3-core|geantyref|sqlite-jdbc|slf4j-api|jackson-(core|databind"
                    + "|annotations)|bcprov-jdk18on|jspecify|error_prone_annotations)-[0-9].*\\.jar");

    private static final String MODULE = """
            module shop {
                requires com.stateset.sequencer.sqlite;
            }
            """;

    private static final String MAIN = """
            package shop;

            import com.stateset.sequencer.*;
            import com.stateset.sequencer.crypto.SignatureVerifier;
            import com.stateset.sequencer.event.NewEvent;
            import com.stateset.sequencer.sqlite.SqliteEventStore;
            import java.nio.file.Path;
            import java.util.UUID;

            public final class Main {
                public static void main(String[] args) {
                    try (Sequencer sequencer = Sequencer.builder().store(SqliteEventStore.open(Path.of(args[0]))).build()) {
                        EventStream orders = sequencer.stream(UUID.randomUUID(), UUID.randomUUID());
                        orders.append(NewEvent.builder().entity("order", "o-1").eventType("order.placed").payload("{}").build());
                        orders.prove(orders.commit().sequenceEnd());
                        System.out.println(Main.class.getModule().getName() + " stored " + orders.head());
                        System.out.println("Ed25519 by " + SignatureVerifier.standard());
                    }
                }
            }
            """;

    @TempDir
    private static Path folder;

    private static String modulePath;
    private static Path application;

    @BeforeAll
    static void compileTheApplication() throws Exception {
        modulePath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        NEEDED.matcher(Path.of(entry).getFileName().toString()).matches())
                .collect(Collectors.joining(File.pathSeparator));
        application = folder.resolve("app");
        Path sources = Files.createDirectories(folder.resolve("src/shop"));
        assertThat(tool(
                        "javac",
                        "-Xlint:all,-requires-automatic",
                        "-Werror",
                        "-p",
                        modulePath,
                        "-d",
                        application.toString(),
                        Files.writeString(folder.resolve("src/module-info.java"), MODULE)
                                .toString(),
                        Files.writeString(sources.resolve("Main.java"), MAIN).toString()))
                .isEqualTo("exit 0\n");
    }

    @Test
    void an_application_of_modules_stores_and_proves_an_event() throws Exception {
        assertThat(start(modulePath)).contains("shop stored 1\n", "Ed25519 by Bouncy Castle\n", "exit 0\n");
    }

    @Test
    void a_provider_on_the_module_path_is_found() throws Exception {
        assertThat(start(modulePath
                        + File.pathSeparator
                        + Path.of("target", "ext", "corretto.jar").toAbsolutePath()))
                .contains("shop stored 1\n", "Ed25519 by AmazonCorrettoCryptoProvider ", "exit 0\n");
    }

    private static String start(String libraries) throws IOException, InterruptedException {
        Files.deleteIfExists(folder.resolve("shop.db"));
        List<String> java = TestJvm.command();
        java.addAll(List.of("-p", application + File.pathSeparator + libraries, "-m", "shop/shop.Main", "shop.db"));
        return run(java);
    }

    @Test
    void core_can_be_linked_into_a_runtime_image() throws Exception {
        Path image = folder.resolve("image");
        assertThat(link(modulePath, "com.stateset.sequencer.core", image)).endsWith("exit 0\n");
        assertThat(run(List.of(image.resolve(Path.of("bin", "java")).toString(), "--list-modules")))
                .contains("com.stateset.sequencer.core")
                .doesNotContain("org.bouncycastle.provider");
    }

    @Test
    void of_the_store_jlink_says_what_stops_it() {
        assertThat(link(application + File.pathSeparator + modulePath, "shop", folder.resolve("none")))
                .contains("automatic module cannot be used with jlink")
                .endsWith("exit 1\n");
    }

    private static String link(String path, String module, Path image) {
        return tool("jlink", "-p", path, "--add-modules", module, "--output", image.toString());
    }

    /** Runs a tool of this JDK, in this JVM; returns what it printed, and its exit code. */
    private static String tool(String name, String... arguments) {
        StringWriter printed = new StringWriter();
        PrintWriter out = new PrintWriter(printed);
        int exitCode = ToolProvider.findFirst(name).orElseThrow().run(out, out, arguments);
        return printed + "exit " + exitCode + "\n";
    }

    /** Runs a program; returns what it printed, and its exit code. */
    private static String run(List<String> command) throws IOException, InterruptedException {
        Path printed = folder.resolve("printed.txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return Files.readString(printed, StandardCharsets.UTF_8) + "exit " + process.exitValue() + "\n";
    }
}
