package com.stateset.sequencer.cli.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.cli.rows.InputFile;
import com.stateset.sequencer.cli.rows.InputPlace;
import com.stateset.sequencer.cli.rows.RowIds;
import com.stateset.sequencer.cli.rows.RowReader;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.http.Retries;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImporterTest {

    private static final StreamId STREAM = new StreamId(new UUID(1, 1), new UUID(2, 2));
    private static final UUID AGENT = new UUID(0, 0);
    private static final Duration TOTAL = Duration.ofSeconds(60);

    /** So that nothing is waited for but what a server asks for. */
    private static final Retries RETRIES = new Retries(Duration.ofMillis(1), Duration.ofMillis(5), TOTAL);

    @TempDir
    private Path directory;

    private Path file;
    private final List<ImportTally> settled = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void writeFile() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 7; i++) {
            lines.append(line("e", i));
        }
        file = Files.writeString(directory.resolve("events.ndjson"), lines);
    }

    @Test
    void what_was_stored_before_the_break_is_not_stored_again() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.storeAndHangUp())) {
            ImportTally tally = run(server, 3);

            assertThat(tally).isEqualTo(new ImportTally(7, 4, 3, 3, 0, 1, 7, 7));
            assertThat(server.head()).isEqualTo(7);
            assertThat(server.bodies()).hasSize(4);
            assertThat(server.bodies().get(1)).isEqualTo(server.bodies().get(0));
        }
        assertThat(notices)
                .singleElement()
                .asString()
                .startsWith("the connection to http://")
                .endsWith("; trying again for 60 s");
    }

    @Test
    void what_was_not_stored_is_stored_at_the_next_attempt() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.hangUp(), ScriptedServer.hangUp())) {
            assertThat(run(server, 10)).isEqualTo(new ImportTally(7, 7, 0, 0, 0, 1, 7, 7));
            assertThat(server.bodies()).hasSize(3);
        }
    }

    @Test
    void a_server_is_left_alone_for_as_long_as_it_asks() throws Exception {
        long start = System.nanoTime();
        try (ScriptedServer server =
                new ScriptedServer(ScriptedServer.comeBackIn(503, "1"), ScriptedServer.comeBackIn(429, "soon"))) {
            assertThat(run(server, 10).accepted()).isEqualTo(7);
        }
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1).toNanos());
        assertThat(notices)
                .singleElement()
                .asString()
                .endsWith("answers 503: " + ScriptedServer.TURNED_AWAY + "; trying again for 60 s");
    }

    @Test
    void it_gives_up_when_the_time_is_over() throws Exception {
        URI closedPort;
        try (ScriptedServer closed = new ScriptedServer()) {
            closedPort = closed.address();
        }

        assertThatThrownBy(() -> run(closedPort, 10, 1, Retries.lasting(Duration.ofMillis(1200))))
                .isInstanceOf(ImportStoppedException.class)
                .hasMessageStartingWith("gave up on " + closedPort + " after ")
                .hasMessageEndingWith(
                        "there is no connection to " + closedPort + " (--retry-for sets how long to try)");
    }

    @Test
    void a_server_that_asks_for_more_time_is_given_up_at_once() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.comeBackIn(503, "3600"))) {
            assertThatThrownBy(() -> run(server, 10))
                    .hasMessageContaining(" answers 503: ")
                    .hasMessageContaining(" and asks to be left alone for 3600 s");
            assertThat(server.bodies()).hasSize(1);
        }
    }

    @Test
    void a_refusal_ends_the_import_at_once_and_says_what_to_do() throws Exception {
        assertRefused(400, "$.events[0] is odd.", "$.events[0] is odd; lines 1 to 7 are malformed for it");
        assertRefused(401, "no", "no; give the API key with --api-key or SEQUENCER_API_KEY");
        assertRefused(403, "no", "no; the API key is not good for this tenant and store");
        assertRefused(413, "no", "no; lines 1 to 7 are too large for it: try a smaller --batch");
        assertRefused(500, "oops", "oops, to lines 1 to 7");
    }

    @Test
    void what_is_no_sequencer_is_not_taken_for_one() throws Exception {
        for (String body : List.of("<html>", "{}", "{\"head_sequence\":1,\"results\":[],\"rejections\":[]}", "7")) {
            try (ScriptedServer server = new ScriptedServer(ScriptedServer.talkNonsense(body))) {
                assertThatThrownBy(() -> run(server, 10))
                        .isInstanceOf(ImportStoppedException.class)
                        .hasMessageStartingWith(
                                "what answers at " + server.address() + " does not speak the protocol: $");
            }
        }
    }

    @Test
    void what_was_settled_before_a_refusal_is_counted() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.answer(), ScriptedServer.refuse(500, "oops"))) {
            assertThatThrownBy(() -> run(server, 3)).hasMessageEndingWith("oops, to lines 4 to 6");
        }
        assertThat(settled).containsExactly(new ImportTally(3, 3, 0, 0, 0, 1, 3, 3));
    }

    @Test
    void rejected_rows_are_kept_with_line_number_and_reason() throws Exception {
        Files.writeString(file, line("e", 1) + "nonsense\n" + line("bad", 3) + line("e", 4));
        try (ScriptedServer server = new ScriptedServer()) {
            assertThat(run(server, 10)).isEqualTo(new ImportTally(4, 2, 0, 0, 2, 1, 2, 2));
            assertThat(server.keys()).containsExactly("ApiKey secret");
        }

        List<String> rejected = Files.readAllLines(rejects());
        assertThat(rejected.get(0))
                .startsWith("{\"line\":2,\"reason\":\"unreadable_row\",\"message\":\"the line is not JSON: ")
                .endsWith("\"row\":\"nonsense\"}");
        assertThat(rejected.get(1))
                .startsWith("{\"line\":3,\"event_id\":\"")
                .contains("\"reason\":\"schema_validation: bad\",\"message\":\"bad\",\"row\":\"{\\\"entity_type");
        assertThat(rejected).hasSize(2);
    }

    @Test
    void rejects_of_an_earlier_run_are_removed() throws Exception {
        Files.writeString(rejects(), "old");
        try (ScriptedServer server = new ScriptedServer()) {
            run(server, 10);
        }
        assertThat(rejects()).doesNotExist();
    }

    @Test
    void several_batches_may_be_on_their_way() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.hangUp())) {
            assertThat(run(server.address(), 1, 4)).isEqualTo(new ImportTally(7, 7, 0, 0, 0, 1, 7, 7));
        }
    }

    private void assertRefused(int status, String words, String message) throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.refuse(status, words))) {
            assertThatThrownBy(() -> run(server, 10))
                    .isInstanceOf(ImportStoppedException.class)
                    .hasMessage("the server at " + server.address() + " answers " + status + ": " + message);
            assertThat(server.bodies()).hasSize(1);
        }
    }

    private ImportTally run(ScriptedServer server, int batch) throws Exception {
        return run(server.address(), batch);
    }

    private ImportTally run(URI server, int batch) throws Exception {
        return run(server, batch, 1);
    }

    private ImportTally run(URI server, int batch, int inFlight) throws Exception {
        return run(server, batch, inFlight, RETRIES);
    }

    private ImportTally run(URI server, int batch, int inFlight, Retries retries) throws Exception {
        Target target = new Target(server, STREAM, AGENT, "secret", Duration.ofSeconds(30), retries);
        InputFile input = new InputFile(
                new InputPlace(file),
                StandardCharsets.UTF_8,
                null,
                null,
                List.of(),
                false,
                "1970-01-01T00:00:00Z",
                AGENT,
                null);
        ImportProgress progress = new ImportProgress() {
            @Override
            public void settled(long bytes, ImportTally tally) {
                settled.add(tally);
            }

            @Override
            public void notice(String sentence) {
                notices.add(sentence);
            }
        };
        try (RowReader rows = input.open(new RowIds(STREAM));
                RejectsFile rejects = new RejectsFile(rejects())) {
            Importer importer = new Importer(target, rejects, progress);
            importer.run(rows, batch, inFlight);
            return importer.tally();
        }
    }

    private Path rejects() {
        return directory.resolve("rejects.ndjson");
    }

    private static String line(String eventType, int number) {
        return "{\"entity_type\":\"t\",\"entity_id\":\"" + number + "\",\"event_type\":\"" + eventType
                + "\",\"payload\":" + number + "}\n";
    }
}
