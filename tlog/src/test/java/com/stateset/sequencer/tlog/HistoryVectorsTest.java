package com.stateset.sequencer.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.stateset.sequencer.merkle.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The whole of {@code vectors/history-v1.json}, forgeries included, but for the two events in it: {@code VesHashesTest} has these. Without
 * the file there is nothing to test.
 */
class HistoryVectorsTest {

    private final JsonNode vectors = vectors();

    HistoryVectorsTest() throws IOException {}

    @TestFactory
    Stream<DynamicTest> every_tree() {
        List<Hash> entries = Samples.entries(66_000);
        return elements(vectors.path("trees")).map(vector -> treeTest(vector, entries));
    }

    @TestFactory
    Stream<DynamicTest> every_tree_of_the_stream() {
        List<Hash> entries = hashes(vectors.at("/stream/leaf_hashes"));
        return elements(vectors.at("/stream/trees")).map(vector -> treeTest(vector, entries));
    }

    private static DynamicTest treeTest(JsonNode vector, List<Hash> all) {
        int size = vector.get("n").asInt();
        return dynamicTest("a tree of " + size, () -> {
            List<Hash> entries = all.subList(0, size);
            CompactRange edge = CompactRange.EMPTY.appendEntries(entries);
            assertThat(edge.root()).isEqualTo(hash(vector, "root"));
            assertThat(edge.hashes()).isEqualTo(hashes(vector.get("frontier")));
            AppendedEntries group = AppendedEntries.ofEntries(CompactRange.EMPTY, entries);
            assertThat(group.after()).isEqualTo(edge);
            elements(vector.path("inclusion")).forEach(expected -> {
                LogInclusionProof proof = group.inclusion(expected.get("index").asLong());
                assertThat(proof.hashes()).isEqualTo(hashes(expected.get("path")));
                proof.verify(LogHashes.record(entries.get((int) proof.index())), edge.root());
            });
            elements(vector.get("tiles")).forEach(tile -> assertTile(tile, entries));
            elements(vector.get("bundles")).forEach(bundle -> assertBundle(bundle, entries));
        });
    }

    private static void assertTile(JsonNode vector, List<Hash> entries) {
        TilePath path = TilePath.parse(vector.get("path").asText()).orElseThrow();
        assertThat(path.width()).isEqualTo(vector.get("width").asInt());
        assertThat(TileLayout.width(path.level(), path.index(), entries.size())).isEqualTo(path.width());
        int span = 1 << (8 * path.level());
        List<Hash> hashes = new ArrayList<>();
        for (int i = 0; i < path.width(); i++) {
            int from = ((int) path.index() * 256 + i) * span;
            hashes.add(CompactRange.EMPTY
                    .appendEntries(entries.subList(from, from + span))
                    .root());
        }
        assertThat(sha256(LogHashes.pack(hashes))).isEqualTo(hash(vector, "sha256"));
    }

    private static void assertBundle(JsonNode vector, List<Hash> entries) {
        TilePath path = TilePath.parse(vector.get("path").asText()).orElseThrow();
        assertThat(path.kind()).isEqualTo(TilePath.Kind.ENTRIES);
        int from = 256 * (int) path.index();
        List<byte[]> content = entries.subList(from, from + path.width()).stream()
                .map(Hash::toByteArray)
                .toList();
        byte[] bundle = EntryBundle.write(content);
        assertThat(bundle).hasSize(vector.get("bytes").asInt());
        assertThat(sha256(bundle)).isEqualTo(hash(vector, "sha256"));
        assertThat(EntryBundle.read(bundle, path.width(), Hash.LENGTH))
                .usingElementComparator(Arrays::compare)
                .isEqualTo(content);
    }

    @TestFactory
    Stream<DynamicTest> every_consistency_proof() {
        List<Hash> entries = Samples.entries(66_000);
        ReferenceLog reference = new ReferenceLog(entries);
        return elements(vectors.path("consistency")).map(vector -> {
            int from = vector.get("m").asInt();
            int to = vector.get("n").asInt();
            return dynamicTest(from + " to " + to, () -> {
                CompactRange before = CompactRange.EMPTY.appendEntries(entries.subList(0, from));
                AppendedEntries group = AppendedEntries.ofEntries(before, entries.subList(from, to));
                ConsistencyProof proof = group.consistency(from);
                assertThat(proof.hashes()).isEqualTo(hashes(vector.get("path")));
                assertThat(new LogProver(Samples.tiles(reference), to).consistency(from))
                        .isEqualTo(proof);
                proof.verify(before.root(), group.head().root());
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> inclusions_to_refuse() {
        return elements(vectors.path("refuse_inclusion"))
                .map(vector -> dynamicTest(
                        vector.get("why").asText() + ", " + vector.get("n").asText(), () -> {
                            LogInclusionProof proof = new LogInclusionProof(
                                    vector.get("index").asLong(),
                                    vector.get("n").asLong(),
                                    hashes(vector.get("path")));
                            assertRefused(
                                    "not included",
                                    () -> proof.verify(hash(vector, "leaf_hash"), hash(vector, "root")));
                        }));
    }

    @TestFactory
    Stream<DynamicTest> consistencies_to_refuse() {
        return elements(vectors.path("refuse_consistency"))
                .map(vector -> dynamicTest(
                        vector.get("why").asText() + ", " + vector.get("m") + " to " + vector.get("n"), () -> {
                            ConsistencyProof proof = new ConsistencyProof(
                                    vector.get("m").asLong(), vector.get("n").asLong(), hashes(vector.get("path")));
                            assertRefused(
                                    "not consistent",
                                    () -> proof.verify(hash(vector, "first"), hash(vector, "second")));
                        }));
    }

    @TestFactory
    Stream<DynamicTest> a_proof_alone_does_not_bind_the_size() {
        return Stream.of(vectors.path("size_not_bound"))
                .filter(vector -> !vector.isMissingNode())
                .map(vector -> dynamicTest("also a smaller size", () -> {
                    for (String size : List.of("n", "also_n")) {
                        new ConsistencyProof(
                                        vector.get("m").asLong(),
                                        vector.get(size).asLong(),
                                        hashes(vector.get("path")))
                                .verify(hash(vector, "first"), hash(vector, "second"));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> tile_paths() {
        Stream<DynamicTest> good = elements(vectors.path("tile_paths"))
                .map(vector -> dynamicTest(vector.get("index").asText(), () -> {
                    long index = Long.parseLong(vector.get("index").asText());
                    assertPath(vector.get("full"), TilePath.hashes(0, index, 256));
                    assertPath(vector.get("partial"), TilePath.hashes(0, index, 1));
                    assertPath(vector.get("entries"), TilePath.entries(index, 256));
                }));
        Stream<DynamicTest> bad = elements(vectors.path("refuse_tile_paths"))
                .map(path -> dynamicTest(
                        path.asText(),
                        () -> assertThat(TilePath.parse(path.asText())).isEmpty()));
        return Stream.concat(good, bad);
    }

    private static void assertPath(JsonNode spelling, TilePath tile) {
        assertThat(tile).hasToString(spelling.asText());
        assertThat(TilePath.parse(spelling.asText())).contains(tile);
    }

    @TestFactory
    Stream<DynamicTest> checkpoints_to_accept() {
        return elements(vectors.at("/checkpoints/accept"))
                .map(vector -> dynamicTest(vector.get("what").asText(), () -> {
                    SignedCheckpoint checkpoint = reader().read(note(vector), origin());
                    TreeHead head = new TreeHead(vector.get("size").asLong(), hash(vector, "root"));
                    assertThat(checkpoint.head()).isEqualTo(head);
                    assertThat(checkpoint.note().toByteArray()).isEqualTo(note(vector));
                    if (checkpoint.note().signatures().size() == 1
                            && checkpoint.note().text().lines().count() == 3) {
                        assertThat(SignedCheckpoint.sign(new LogCheckpoint(origin(), head), key(), signer()))
                                .isEqualTo(checkpoint);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> checkpoints_to_refuse() {
        return elements(vectors.at("/checkpoints/refuse"))
                .map(vector -> dynamicTest(
                        vector.get("why").asText(),
                        () -> assertRefused(
                                vector.get("reason").asText(), () -> reader().read(note(vector), origin()))));
    }

    @TestFactory
    Stream<DynamicTest> names_and_keys() {
        return Stream.of(vectors.path("checkpoints"))
                .filter(vector -> !vector.isMissingNode())
                .map(vector -> dynamicTest("names and keys", () -> {
                    LogName name = LogName.ofSequencer(
                            UUID.fromString(vectors.get("sequencer_id").asText()));
                    assertThat(name).hasToString(vector.get("log_name").asText());
                    assertThat(name.origin(hash(vectors.get("stream"), "stream_id")))
                            .isEqualTo(origin());
                    assertThat(name.headsOrigin())
                            .isEqualTo(vectors.at("/heads_log/origin").asText());
                    assertThat(key()).hasToString(vector.get("vkey").asText());
                    assertThat(VerifierKey.parse(vector.get("vkey").asText())).isEqualTo(key());
                    assertThat(HexFormat.of().toHexDigits(key().keyId()))
                            .isEqualTo(vector.get("key_id").asText());
                }));
    }

    @TestFactory
    Stream<DynamicTest> proofs_to_accept() {
        return elements(vectors.at("/proofs/accept"))
                .map(vector -> dynamicTest(vector.get("what").asText(), () -> {
                    TlogProof proof =
                            TlogProof.parse(Samples.utf8(vector.get("proof").asText()));
                    assertThat(proof).hasToString(vector.get("proof").asText());
                    assertThat(proof.index()).isEqualTo(vector.get("index").asLong());
                    SignedCheckpoint under = proof.verify(LogHashes.record(hash(vector, "entry")), origin(), reader());
                    assertThat(under.head().size()).isEqualTo(vector.get("size").asLong());
                    LogInclusionProof inclusion =
                            new LogInclusionProof(proof.index(), under.head().size(), proof.hashes());
                    if (proof.extra() == null) {
                        assertThat(TlogProof.of(inclusion, under)).isEqualTo(proof);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> proofs_to_refuse() {
        return elements(vectors.at("/proofs/refuse"))
                .map(vector -> dynamicTest(
                        vector.get("why").asText(),
                        () -> assertRefused(
                                vector.get("reason").asText(),
                                () -> TlogProof.parse(
                                                Samples.utf8(vector.get("proof").asText()))
                                        .verify(LogHashes.record(hash(vector, "entry")), origin(), reader()))));
    }

    @TestFactory
    Stream<DynamicTest> the_heads_log() {
        return Stream.of(vectors.path("heads_log"))
                .filter(vector -> !vector.isMissingNode())
                .map(vector -> dynamicTest("the heads log", () -> {
                    List<byte[]> entries = new ArrayList<>();
                    elements(vector.get("entries")).forEach(entry -> entries.add(assertHead(entry)));
                    List<Hash> records = entries.stream().map(LogHashes::record).toList();
                    AppendedEntries log = AppendedEntries.ofRecords(CompactRange.EMPTY, records);
                    for (int size = 0; size <= records.size(); size++) {
                        assertThat(log.edgeAt(size).root())
                                .hasToString(vector.get("roots").get(size).asText());
                    }
                    assertThat(EntryBundle.write(entries)).isEqualTo(hex(vector.at("/bundle/hex")));
                    assertThat(EntryBundle.read(hex(vector.at("/bundle/hex")), 5, HeadsLogEntry.LENGTH))
                            .usingElementComparator(Arrays::compare)
                            .isEqualTo(entries);
                    assertThat(LogHashes.pack(records)).isEqualTo(hex(vector.at("/tile/hex")));
                    assertHeadsCheckpoint(vector, log);
                    elements(vector.get("consistency")).forEach(proof -> assertHeadsConsistency(proof, records));
                }));
    }

    private static byte[] assertHead(JsonNode vector) {
        HeadsLogEntry entry = new HeadsLogEntry(
                hash(vector, "stream_id"), new TreeHead(vector.get("size").asLong(), hash(vector, "root")));
        byte[] bytes = entry.toByteArray();
        assertThat(bytes).isEqualTo(hex(vector.get("entry"))).hasSize(87);
        assertThat(HeadsLogEntry.parse(bytes)).isEqualTo(entry);
        assertThat(entry.recordHash()).isEqualTo(hash(vector, "record_hash"));
        return bytes;
    }

    private void assertHeadsCheckpoint(JsonNode vector, AppendedEntries log) {
        String origin = vector.get("origin").asText();
        VerifierKey key = VerifierKey.parse(vector.get("vkey").asText());
        SignedCheckpoint signed = SignedCheckpoint.sign(new LogCheckpoint(origin, log.head()), key, signer());
        assertThat(signed).hasToString(vector.get("checkpoint").asText());
        elements(vector.get("proofs")).forEach(proof -> {
            TlogProof made = TlogProof.of(log.inclusion(proof.get("index").asLong()), signed);
            assertThat(made).hasToString(proof.get("proof").asText());
        });
    }

    private static void assertHeadsConsistency(JsonNode vector, List<Hash> records) {
        int from = vector.get("m").asInt();
        List<Hash> all = records.subList(0, vector.get("n").asInt());
        CompactRange before = CompactRange.EMPTY.appendRecords(all.subList(0, from));
        assertThat(AppendedEntries.ofRecords(before, all.subList(from, all.size()))
                        .consistency(from)
                        .hashes())
                .isEqualTo(hashes(vector.get("path")));
    }

    private static void assertRefused(String reason, Runnable reading) {
        LogVerificationException refusal = catchThrowableOfType(LogVerificationException.class, reading::run);
        assertThat(refusal).as("refusal").isNotNull();
        assertThat(refusal.reason()).hasToString(reason);
    }

    private CheckpointReader reader() {
        return new CheckpointReader(JdkEd25519.VERIFIER, List.of(key()));
    }

    private VerifierKey key() {
        return VerifierKey.ofLog(origin(), hex(vectors.get("sequencer_public_key")));
    }

    private JdkEd25519 signer() {
        return new JdkEd25519(hex(vectors.get("sequencer_seed")));
    }

    private String origin() {
        return vectors.at("/checkpoints/origin").asText();
    }

    private static byte[] note(JsonNode vector) {
        return vector.has("note_hex")
                ? hex(vector.get("note_hex"))
                : Samples.utf8(vector.get("note").asText());
    }

    private static byte[] hex(JsonNode node) {
        return HexFormat.of().parseHex(node.asText());
    }

    private static Hash sha256(byte[] bytes) {
        return Hash.of(LogHasher.ofThread().plain(bytes));
    }

    private static List<Hash> hashes(JsonNode array) {
        return elements(array).map(hash -> Hash.parse(hash.asText())).toList();
    }

    private static Hash hash(JsonNode node, String member) {
        return Hash.parse(node.get(member).asText());
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode vectors() throws IOException {
        Path file = Path.of(System.getProperty("sequencer.shared", "shared"), "vectors", "history-v1.json");
        return Files.exists(file) ? new ObjectMapper().readTree(file.toFile()) : MissingNode.getInstance();
    }
}
