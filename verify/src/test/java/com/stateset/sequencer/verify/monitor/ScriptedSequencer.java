package com.stateset.sequencer.verify.monitor;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.SequencerInfo;
import com.stateset.sequencer.protocol.WireStreamPage;
import com.stateset.sequencer.protocol.history.HistoryConsistency;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.spi.StreamHead;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.EntryBundle;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.LogCheckpoint;
import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TileLayout;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.tlog.VerifierKey;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A sequencer's server that shows what a test wants it to show, signed as if it were right. */
final class ScriptedSequencer implements AutoCloseable {

    private final UUID id = UUID.randomUUID();
    private final LogName name = LogName.ofSequencer(id);
    private final HttpServer server;

    SigningKey key = SigningKey.generate();

    /** The entries of the log of heads; the checkpoint is of all, or of the first {@link #signed}. */
    final List<HeadsLogEntry> heads = new ArrayList<>();

    int signed = -1;

    /** The entries of the streams' own trees; one that is not there has no log. */
    final Map<StreamId, List<Hash>> streams = new LinkedHashMap<>();

    final Set<StreamId> listed = new LinkedHashSet<>();

    @Nullable
    SignedCheckpoint witnessed;

    ScriptedSequencer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    SequencerClient client() {
        return SequencerClient.to(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), null);
    }

    String headsOrigin() {
        return name.headsOrigin();
    }

    /** Shows a stream with these entries, and enters its head. */
    void enter(StreamId stream, List<Hash> entries) {
        show(stream, entries);
        heads.add(new HeadsLogEntry(id(stream), head(entries)));
    }

    void show(StreamId stream, List<Hash> entries) {
        streams.put(stream, entries);
        listed.add(stream);
    }

    static Hash id(StreamId stream) {
        return VesHashes.stream(stream);
    }

    static TreeHead head(List<Hash> entries) {
        return CompactRange.EMPTY.appendEntries(entries).head();
    }

    SignedCheckpoint headsCheckpoint(List<HeadsLogEntry> entries) {
        TreeHead head = CompactRange.EMPTY
                .appendRecords(entries.stream().map(HeadsLogEntry::recordHash).toList())
                .head();
        return sign(headsOrigin(), head);
    }

    private SignedCheckpoint sign(String origin, TreeHead head) {
        return SignedCheckpoint.sign(
                new LogCheckpoint(origin, head),
                VerifierKey.ofLog(origin, key.publicKey().toByteArray()),
                text -> key.signText(text).toByteArray());
    }

    private void handle(HttpExchange exchange) throws IOException {
        Optional<byte[]> answer = answer(exchange.getRequestURI());
        byte[] body = answer.orElse(new byte[0]);
        exchange.sendResponseHeaders(answer.isPresent() ? 200 : 404, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Optional<byte[]> answer(URI uri) {
        return switch (uri.getPath()) {
            case "/api/v1/sequencer" ->
                Optional.of(ProtocolJson.write(
                        SequencerInfo.of(id, key.publicKey(), 1, new TreeMap<>(Map.of(1, key.publicKey())), name)));
            case "/api/v1/streams" ->
                Optional.of(ProtocolJson.write(WireStreamPage.of(
                        listed.stream().map(stream -> new StreamHead(stream, 1)).toList())));
            case "/api/v1/history/consistency" -> consistency(uri.getQuery());
            case "/log/heads/witnessed" -> Optional.ofNullable(witnessed).map(ScriptedSequencer::text);
            case "/log/heads/checkpoint" ->
                heads.isEmpty()
                        ? Optional.empty()
                        : Optional.of(text(headsCheckpoint(heads.subList(0, signed < 0 ? heads.size() : signed))));
            default -> file(uri.getPath());
        };
    }

    private Optional<byte[]> file(String path) {
        if (path.startsWith("/log/heads/")) {
            return TilePath.parse(path.substring("/log/heads/".length()))
                    .filter(tile -> TileLayout.covers(heads.size(), tile))
                    .map(this::tile);
        }
        return streams.entrySet().stream()
                .filter(stream -> path.equals("/log/" + stream.getKey().tenantId() + "/"
                        + stream.getKey().storeId() + "/checkpoint"))
                .findFirst()
                .map(stream -> text(sign(name.origin(id(stream.getKey())), head(stream.getValue()))));
    }

    private byte[] tile(TilePath tile) {
        int from = (int) tile.index() * TilePath.FULL_WIDTH;
        List<HeadsLogEntry> entries = heads.subList(from, from + tile.width());
        if (tile.kind() == TilePath.Kind.ENTRIES) {
            return EntryBundle.write(
                    entries.stream().map(HeadsLogEntry::toByteArray).toList());
        }
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        entries.forEach(entry -> hashes.writeBytes(entry.recordHash().toByteArray()));
        return hashes.toByteArray();
    }

    private Optional<byte[]> consistency(String query) {
        Map<String, String> parameters = List.of(query.split("&")).stream()
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(parameter -> parameter[0], parameter -> parameter[1]));
        StreamId stream =
                new StreamId(UUID.fromString(parameters.get("tenant_id")), UUID.fromString(parameters.get("store_id")));
        int from = Integer.parseInt(parameters.get("from"));
        int to = Integer.parseInt(parameters.get("to"));
        List<Hash> entries = streams.get(stream);
        // A replayed checkpoint is one of a tree that goes on: its proofs come from the largest one.
        List<Hash> all = largest.getOrDefault(stream, entries);
        if (to > all.size()) {
            return Optional.empty();
        }
        return Optional.of(ProtocolJson.write(HistoryConsistency.of(
                AppendedEntries.ofEntries(CompactRange.EMPTY.appendEntries(all.subList(0, from)), all.subList(from, to))
                        .consistency(from),
                head(all.subList(0, to)).root(),
                Optional.empty())));
    }

    /** What proofs are made of where that is not what the checkpoint shows. */
    final Map<StreamId, List<Hash>> largest = new LinkedHashMap<>();

    private static byte[] text(SignedCheckpoint checkpoint) {
        return checkpoint.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
