package com.stateset.sequencer.cli.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.cli.ingest.ScriptedServer.Step;
import com.stateset.sequencer.cli.rows.InputFile;
import com.stateset.sequencer.cli.rows.RowIds;
import com.stateset.sequencer.cli.rows.RowReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pauses are recorded instead of waited for. */
class ABatchIsSentUntilItIsAnsweredTest {

    private static final StreamId STREAM = new StreamId(new UUID(1, 1), new UUID(2, 2));
    private static final UUID AGENT = new UUID(0, 0);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Path file;
    private final List<Duration> pauses = new ArrayList<>();
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
    void whatWasStoredBeforeTheConnectionBrokeIsNotStoredAgain() throws Exception {
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
                .startsWith("the connection to the server broke")
                .endsWith("; trying again for 60 s");
    }

    @Test
    void whatWasNotStoredIsStoredAtTheNextAttempt() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.hangUp(), ScriptedServer.hangUp())) {
            assertThat(run(server, 10)).isEqualTo(new ImportTally(7, 7, 0, 0, 0, 1, 7, 7));
        }
        assertThat(pauses).hasSize(2);
    }

    @Test
    void aServerThatIsAwayIsLeftAloneForAsLongAsItAsks() throws Exception {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(30));
        try (ScriptedServer server = new ScriptedServer(
                ScriptedServer.comeBackIn(503, "7"),
                ScriptedServer.comeBackIn(429, "3"),
                ScriptedServer.comeBackIn(503, date),
                ScriptedServer.comeBackIn(503, "soon"))) {
            assertThat(run(server, 10).accepted()).isEqualTo(7);
        }
        assertThat(pauses.get(0)).isEqualTo(Duration.ofSeconds(7));
        assertThat(pauses.get(1)).isEqualTo(Duration.ofSeconds(3));
        assertThat(pauses.get(2)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
        assertThat(pauses.get(3)).isLessThanOrEqualTo(Duration.ofSeconds(5));
        assertThat(notices).containsExactly("the server answers 503; trying again for 60 s");
    }

    @Test
    void pausesGrowWithinBounds() {
        RetryPolicy policy = RetryPolicy.lasting(PATIENCE);

        for (int failure = 1; failure <= 40; failure++) {
            long full = Math.min(250L << Math.min(failure - 1, 20), 5000);
            assertThat(policy.pause(failure)).isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
        }
    }

    @Test
    void patienceHasAnEnd() throws Exception {
        URI nobody;
        try (ScriptedServer closed = new ScriptedServer()) {
            nobody = closed.address();
        }

        assertThatThrownBy(() -> run(nobody, 10))
                .isInstanceOf(ImportStoppedException.class)
                .hasMessageStartingWith("gave up on " + nobody + " after ")
                .hasMessageEndingWith("there is no connection to " + nobody + " (--retry-for sets how long to try)");
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus)).isLessThanOrEqualTo(PATIENCE);
        assertThat(pauses).hasSizeGreaterThan(12);
    }

    @Test
    void aServerThatAsksForMorePatienceThanThereIsIsGivenUpAtOnce() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.comeBackIn(503, "3600"))) {
            assertThatThrownBy(() -> run(server, 10))
                    .hasMessageContaining("the server answers 503 and asks to be left alone for 3600 s");
        }
        assertThat(pauses).isEmpty();
    }

    @Test
    void aRefusalEndsTheImportAtOnceAndSaysWhatToDo() throws Exception {
        assertRefused(
                ScriptedServer.refuse(400, "$.events[0] is odd."),
                "the server refuses lines 1 to 7 as malformed (400); " + "it says: $.events[0] is odd");
        assertRefused(
                ScriptedServer.refuse(401, "no"),
                "the server does not accept the API key (401): give it with --api-key "
                        + "or SEQUENCER_API_KEY; it says: no");
        assertRefused(
                ScriptedServer.refuse(403, "no"),
                "the API key is not good for this tenant and store (403); it says: no");
        assertRefused(
                ScriptedServer.refuse(413, "no"),
                "the server finds the request with lines 1 to 7 too large (413): "
                        + "try a smaller --batch; it says: no");
        assertRefused(ScriptedServer.refuse(500, "oops"), "the server answers 500 to lines 1 to 7; it says: oops");
    }

    @Test
    void whatIsNoSequencerIsNotTakenForOne() throws Exception {
        for (String body : List.of("<html>", "{}", "{\"head_sequence\":1,\"results\":[],\"rejections\":[]}", "7")) {
            try (ScriptedServer server = new ScriptedServer(ScriptedServer.talkNonsense(body))) {
                assertThatThrownBy(() -> run(server, 10))
                        .isInstanceOf(ImportStoppedException.class)
                        .hasMessageStartingWith("what answers at " + server.address() + " is not a sequencer: ");
            }
        }
    }

    @Test
    void whatWasSettledBeforeARefusalIsCounted() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.answer(), ScriptedServer.refuse(500, "oops"))) {
            assertThatThrownBy(() -> run(server, 3)).hasMessageStartingWith("the server answers 500 to lines 4 to 6");
        }
        assertThat(settled).containsExactly(new ImportTally(3, 3, 0, 0, 0, 1, 3, 3));
    }

    @Test
    void rejectedRowsAreKeptWithLineNumberAndReason() throws Exception {
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
    void theRejectsOfAnEarlierRunAreGoneWhenNothingIsRejected() throws Exception {
        Files.writeString(rejects(), "old");
        try (ScriptedServer server = new ScriptedServer()) {
            run(server, 10);
        }
        assertThat(rejects()).doesNotExist();
    }

    @Test
    void severalBatchesMayBeOnTheirWay() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.hangUp())) {
            assertThat(run(server.address(), 1, 4)).isEqualTo(new ImportTally(7, 7, 0, 0, 0, 1, 7, 7));
        }
    }

    private void assertRefused(Step step, String message) throws Exception {
        try (ScriptedServer server = new ScriptedServer(step)) {
            assertThatThrownBy(() -> run(server, 10))
                    .isInstanceOf(ImportStoppedException.class)
                    .hasMessage(message);
            assertThat(server.bodies()).hasSize(1);
        }
        assertThat(pauses).isEmpty();
    }

    private ImportTally run(ScriptedServer server, int batch) throws Exception {
        return run(server.address(), batch);
    }

    private ImportTally run(URI server, int batch) throws Exception {
        return run(server, batch, 1);
    }

    private ImportTally run(URI server, int batch, int inFlight) throws Exception {
        Target target =
                new Target(server, STREAM, AGENT, "secret", Duration.ofSeconds(30), RetryPolicy.lasting(PATIENCE));
        InputFile input = new InputFile(
                file, StandardCharsets.UTF_8, null, null, List.of(), false, "1970-01-01T00:00:00Z", AGENT, null);
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
            Importer importer = new Importer(target, rejects, progress, this::recordPause);
            importer.run(rows, batch, inFlight);
            return importer.tally();
        }
    }

    private synchronized void recordPause(Duration pause) {
        pauses.add(pause);
    }

    private Path rejects() {
        return directory.resolve("rejects.ndjson");
    }

    private static String line(String eventType, int number) {
        return "{\"entity_type\":\"t\",\"entity_id\":\"" + number + "\",\"event_type\":\"" + eventType
                + "\",\"payload\":" + number + "}\n";
    }
}
