package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.Sent.batch;
import static com.stateset.sequencer.server.Sent.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.http.RemoteLog;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.tlog.EntryBundle;
import com.stateset.sequencer.tlog.LogHashes;
import com.stateset.sequencer.tlog.LogProver;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TilePath;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log that was signed at 5, at 300 and at 600 entries, and read as files. */
class LogRoutesTest {

    private static final TestServer SERVER = TestServer.start(
            SqliteEventStore.inMemory(), sequencing -> sequencing.headsLogInterval(Duration.ofMillis(50)), serving -> {});
    private static final String LOG = "/log/" + Sent.TENANT + "/" + Sent.STORE;
    private static final int SIZE = 600;
    private static Outsider outsider;

    @BeforeAll
    static void fill() {
        outsider = Outsider.of(SERVER);
        int before = 0;
        for (int size : new int[] {5, 300, SIZE}) {
            List<String> events = IntStream.range(before, size)
                    .mapToObj(i -> event("o-" + i, "{}"))
                    .toList();
            assertThat(SERVER.ingest(batch(events)).statusCode()).isEqualTo(200);
            assertThat(checkpoint().head().size()).isEqualTo(size);
            before = size;
        }
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static SignedCheckpoint checkpoint() {
        return outsider.read(SERVER.get(LOG + "/checkpoint").body());
    }

    @Test
    void the_checkpoint_is_text_and_asked_for_anew() {
        HttpResponse<String> response = SERVER.get(LOG + "/checkpoint");
        assertThat(header(response, "Content-Type").replace(" ", "")).isEqualTo("text/plain;charset=utf-8");
        assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
        assertThat(outsider.read(response.body()).head().size()).isEqualTo(SIZE);
        assertThat(SERVER.send(SERVER.anonymous(LOG + "/checkpoint")
                                .header("Authorization", "Bearer " + TestServer.KEY))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void tiles_are_bytes_that_never_change() {
        for (String path : List.of("/tile/0/000", "/tile/0/002.p/88", "/tile/entries/002.p/88", "/tile/1/000.p/2")) {
            HttpResponse<String> response = SERVER.get(LOG + path);
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            assertThat(header(response, "Content-Type")).isEqualTo("application/octet-stream");
            assertThat(header(response, "Cache-Control")).isEqualTo("private, max-age=31536000, immutable");
        }
        HttpResponse<String> head =
                SERVER.send(SERVER.request(LOG + "/tile/0/000").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(8192);
    }

    @Test
    void the_tiles_make_the_signed_root_and_prove_every_event() {
        SignedCheckpoint checkpoint = checkpoint();
        LogProver prover = new LogProver(outsider.log(), SIZE);
        assertThat(prover.rightEdge().head()).isEqualTo(checkpoint.head());
        List<Hash> records = outsider.records();
        for (int index : new int[] {0, 255, 256, 511, 512, SIZE - 1}) {
            prover.inclusion(index)
                    .verify(records.get(index), checkpoint.head().root());
        }
    }

    @Test
    void a_bundle_has_the_leaves_behind_their_lengths() {
        byte[] bundle = outsider.log().read(TilePath.entries(0, 256));
        assertThat(bundle).hasSize(8704);
        List<byte[]> entries = EntryBundle.read(bundle, 256, Hash.LENGTH);
        assertThat(entries.stream().map(LogHashes::record).toList())
                .isEqualTo(outsider.records().subList(0, 256));
    }

    @Test
    void a_partial_tile_stays_for_each_size_that_was_signed() {
        byte[] full = outsider.log().find(TilePath.hashes(0, 0, 256)).orElseThrow();
        assertThat(outsider.log().find(TilePath.hashes(0, 0, 5)))
                .hasValueSatisfying(tile -> assertThat(full).startsWith(tile).hasSize(8192));
        assertThat(outsider.log().find(TilePath.hashes(0, 1, 44)))
                .hasValueSatisfying(tile -> assertThat(tile).hasSize(44 * Hash.LENGTH));
        assertThat(outsider.log().find(TilePath.entries(1, 44)))
                .hasValueSatisfying(bundle -> assertThat(bundle).hasSize(44 * (Hash.LENGTH + 2)));
        assertThat(outsider.log().find(TilePath.hashes(1, 0, 1))).isPresent();
    }

    @Test
    void what_no_checkpoint_covers_is_not_shown() {
        try (TestServer unasked = TestServer.start(
                SqliteEventStore.inMemory(), sequencing -> sequencing.headsLogInterval(Duration.ZERO), serving -> {})) {
            unasked.ingest(batch(event("o-1", "{}"), event("o-2", "{}"), event("o-3", "{}")));
            assertThat(unasked.get(LOG + "/tile/0/000.p/3").statusCode()).isEqualTo(404);
            assertThat(unasked.get(LOG + "/checkpoint").statusCode()).isEqualTo(200);
            unasked.ingest(batch(event("o-4", "{}")));
            assertThat(unasked.get(LOG + "/tile/0/000.p/3").statusCode()).isEqualTo(200);
            assertThat(unasked.get(LOG + "/tile/0/000.p/4").statusCode()).isEqualTo(404);
            assertThat(unasked.get(LOG + "/tile/entries/000.p/4").statusCode()).isEqualTo(404);
            assertThat(unasked.get("/log/heads/checkpoint").statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tile/0/7",
                "/tile/0/x000/000",
                "/tile/00/000",
                "/tile/0/000.p/0",
                "/tile/0/000.p/256",
                "/tile/0/000.p/01",
                "/tile/0/000/",
                "/tile/0/%30%30%30",
                "/tile/64/000",
                "/tile/-1/000",
                "/tile/0/0000",
                "/tile/entries/000.P/5",
                "/tile/0/002",
                "/tile/0/002.p/89",
                "/tile/0/003.p/1",
                "/tile/1/000.p/3",
                "/tile/2/000.p/1",
                "/tile/0/x999/x999/x999/x999/x999/x999/999",
                "/tile/",
                "/tile",
                "/checkpoint/",
                "/"
            })
    void other_spellings_and_other_tiles_are_not_found(String path) {
        assertThat(SERVER.get(LOG + path).statusCode()).isEqualTo(404);
    }

    @Test
    void a_log_without_events_or_of_no_name_is_not_found() {
        for (String log : List.of("/log/" + Sent.STORE + "/" + Sent.STORE, "/log/me/" + Sent.STORE, "/log/x")) {
            assertThat(SERVER.get(log + "/checkpoint").statusCode()).as(log).isEqualTo(404);
            assertThat(SERVER.get(log + "/tile/0/000.p/1").statusCode()).as(log).isEqualTo(404);
        }
    }

    @Test
    void a_stranger_sees_nothing_and_a_log_takes_nothing() {
        for (String path : List.of("/checkpoint", "/tile/0/000", "/tile/entries/000")) {
            assertThat(SERVER.send(SERVER.anonymous(LOG + path)).statusCode()).isEqualTo(401);
            assertThat(SERVER.send(SERVER.anonymous(LOG + path).header("x-api-key", "ss_of-another"))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(SERVER.send(SERVER.anonymous("/log/heads" + path)).statusCode())
                    .isEqualTo(401);
            assertThat(SERVER.send(SERVER.request(LOG + path).POST(BodyPublishers.ofString("x")))
                            .statusCode())
                    .isEqualTo(405);
        }
    }

    @Test
    void a_partial_tile_that_is_gone_is_cut_out_of_the_full_one() {
        RemoteLog log = outsider.log();
        byte[] full = log.read(TilePath.hashes(0, 0, 256));
        assertThat(log.read(TilePath.hashes(0, 0, 17))).isEqualTo(Arrays.copyOf(full, 17 * Hash.LENGTH));
        assertThat(EntryBundle.read(log.read(TilePath.entries(0, 17)), 17, Hash.LENGTH))
                .hasSize(17);
        assertThatThrownBy(() -> log.read(TilePath.hashes(0, 9, 17)))
                .isInstanceOfSatisfying(TransportException.Refused.class, e -> assertThat(e.status())
                        .isEqualTo(404));
    }

    @Test
    void the_heads_log_is_public_when_it_is_said_so() {
        try (TestServer open = TestServer.start(
                SqliteEventStore.inMemory(),
                sequencing -> sequencing.headsLogInterval(Duration.ofMillis(50)),
                serving -> serving.publicHeadsLog(true))) {
            open.ingest(batch(event("o-1", "{}")));
            Outsider stranger = Outsider.of(open);
            assertThat(stranger.awaitHeads().head().size()).isEqualTo(1);
            String note = open.send(open.anonymous("/log/heads/checkpoint")).body();
            assertThat(stranger.read(note, stranger.headsOrigin()).head().size())
                    .isEqualTo(1);
            HttpResponse<String> bundle = open.send(open.anonymous("/log/heads/tile/entries/000.p/1"));
            assertThat(bundle.statusCode()).isEqualTo(200);
            assertThat(stranger.client().headsLog().read(TilePath.entries(0, 1))).hasSize(2 + 87);
            assertThat(header(bundle, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
            assertThat(open.send(open.anonymous(LOG + "/checkpoint")).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void the_heads_log_has_the_heads_of_streams() {
        SignedCheckpoint heads = outsider.awaitHeads();
        assertThat(heads.head().size()).isPositive();
        assertThat(new LogProver(outsider.client().headsLog(), heads.head().size())
                        .rightEdge()
                        .head())
                .isEqualTo(heads.head());
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
