package com.stateset.sequencer.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.testsupport.TestJvm;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeSnippetsTest {

    private static final String IMPORTS = """
            import com.fasterxml.jackson.databind.ObjectMapper;
            import com.fasterxml.jackson.databind.json.JsonMapper;
            import com.stateset.sequencer.*;
            import com.stateset.sequencer.aggregate.*;
            import com.stateset.sequencer.crypto.*;
            import com.stateset.sequencer.dcb.*;
            import com.stateset.sequencer.error.*;
            import com.stateset.sequencer.event.*;
            import com.stateset.sequencer.ingest.*;
            import com.stateset.sequencer.jackson.*;
            import com.stateset.sequencer.projection.*;
            import com.stateset.sequencer.projection.jdbi.*;
            import com.stateset.sequencer.projection.runner.*;
            import com.stateset.sequencer.proof.*;
            import com.stateset.sequencer.replay.*;
            import com.stateset.sequencer.sqlite.*;
            import com.stateset.sequencer.subscription.*;
            import java.math.BigDecimal;
            import java.nio.file.Path;
            import java.time.Duration;
            import java.time.Instant;
            import java.util.*;
            import java.util.concurrent.*;
            import org.jdbi.v3.core.*;
            """;

    @TempDir
    Path folder;

    @Test
    void code_comes_early() throws IOException {
        assertThat(Readme.read().lineOfFirstBlock()).isLessThanOrEqualTo(20);
    }

    @Test
    void the_first_one_stores_an_event_once() throws Exception {
        List<String> printed =
                run(Readme.read().block("java", "events.db")).lines().toList();
        assertThat(printed).hasSize(2);
        assertThat(printed.get(0)).isEqualTo("stored as number 1 of 1");
        assertThat(printed.get(1)).matches("proved under [0-9a-f]{64}");
        assertThat(folder.resolve("events.db")).exists();
    }

    @Test
    void the_second_one_reads_in_every_way() throws Exception {
        assertThat(run(Readme.read().block("java", "readAll"))).isEqualTo("1 2 true true\n");
    }

    @Test
    void the_third_one_signs_until_its_key_is_revoked() throws Exception {
        assertThat(run(Readme.read().block("java", "AgentSigner"))).isEqualTo("1 1\n");
    }

    @Test
    void the_fourth_one_folds_and_follows() throws Exception {
        assertThat(run(Readme.read().block("java", "follow"))).isEqualTo("30.5 60.5\nsaw 4\n");
    }

    @Test
    void the_fifth_one_makes_a_table_of_events() throws Exception {
        assertThat(run(Readme.read().block("java", "TypedProjection"))).isEqualTo("4000\n");
    }

    @Test
    void the_page_on_aggregates_sells_what_there_is() throws Exception {
        Readme page = Readme.read(Path.of("docs", "aggregates.md"));
        assertThat(run(page.block("java", "Decider")))
                .isEqualTo("[Sold[copies=7]], 3 left, version 1\n[], false\n1\n1\n");
        assertThat(run(page.block("java", "ExpectedVersion")))
                .isEqualTo("base_version is 1 but the entity is at version 2\n");
        assertThat(page.blocks("java")).hasSize(2);
    }

    @Test
    void the_page_on_boundaries_takes_a_name_once() throws Exception {
        Readme page = Readme.read(Path.of("docs", "dcb.md"));
        assertThat(run(page.block("java", "AppendCondition"))).isEqualTo("""
                u-1 is ann
                true, append_condition_failed: event 1 matches the query, behind 0
                1 of 1
                """);
        assertThat(page.blocks("java")).hasSize(1);
    }

    @Test
    void the_page_on_json_writes_what_survives() throws Exception {
        Readme page = Readme.read(Path.of("docs", "json.md"));
        assertThat(run(page.block("java", "SequencerJackson2Module"))).isEqualTo("1\ntrue\n");
        assertThat(run(page.block("java", "EventTypes"))).isEqualTo("""
                {"at":"1970-01-01T00:00:00Z","total":"29.30"}
                {"reference":"9007199254740993"}
                """);
        assertThat(run(page.block("java", "Free"))).startsWith("Free.extra is of type java.lang.Object");
        assertThat(page.blocks("java")).hasSize(3);
    }

    @Test
    void there_are_no_others() throws IOException {
        assertThat(Readme.read().blocks("java")).hasSize(5);
    }

    /** Compiles a snippet as the body of a program, with every warning on, and runs it in a folder of its own. */
    private String run(String snippet) throws Exception {
        Path source = folder.resolve("Snippet.java");
        Files.writeString(
                source,
                IMPORTS + "public class Snippet { public static void main(String[] args) throws Exception {\n" + snippet
                        + "}}\n");
        StringWriter messages = new StringWriter();
        try (var compiler = ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            boolean compiled = ToolProvider.getSystemJavaCompiler()
                    .getTask(
                            messages,
                            compiler,
                            null,
                            List.of("-d", folder.toString(), "-Xlint:all,-processing,-classfile", "-proc:none"),
                            null,
                            compiler.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
        List<String> command = TestJvm.command();
        command.addAll(List.of("-cp", folder + File.pathSeparator + System.getProperty("java.class.path"), "Snippet"));
        Process program = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(program.exitValue()).isZero();
        return printed;
    }
}
