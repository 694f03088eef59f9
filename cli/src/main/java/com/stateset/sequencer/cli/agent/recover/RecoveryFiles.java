package com.stateset.sequencer.cli.agent.recover;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.EventView;
import com.stateset.sequencer.cli.agent.folder.PrivateLines;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.protocol.WireReceipt;
import com.stateset.sequencer.protocol.history.WireInclusion;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.agent.Recovery;
import com.stateset.sequencer.sync.recovery.LostEvent;
import com.stateset.sequencer.sync.recovery.LostSummary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps in the agent's folder what a server has lost, before anything is changed. Not thread-safe.
 *
 * <pre>
 *   evidence-lost-21-35.ndjson         first line: the stream, the signed checkpoint that covers the events, the sequencer's keys, and what
 *                                      the server shows now; then a line for each event: the event as it was sent, its leaf, its receipt,
 *                                      and its place in the tree of the checkpoint
 *   evidence-unsigned-AGENT.ndjson     another agent's events that nobody's signature speaks for: what 'import' takes
 *   evidence-signed-AGENT.ndjson       with --policy export: another agent's signed events, as they are sent
 * </pre>
 *
 * @param directory the agent's folder
 * @param owner whose it is
 * @param signedToo whether others' signed events are exported
 */
record RecoveryFiles(Path directory, OutboxProfile owner, boolean signedToo) {

    /**
     * Writes the files, all of them whole or none; none replaces an older one.
     *
     * @param keys the sequencer's keys that signed the receipts
     * @param each is called with each lost event, too
     * @return the files with how many events each has, the evidence first
     * @throws IllegalStateException if another process has changed the replica meanwhile
     */
    Map<Path, Long> save(Recovery recovery, SortedMap<Integer, Ed25519PublicKey> keys, Consumer<LostEvent> each) {
        LostSummary lost = recovery.lost();
        Map<Path, Long> counts = new TreeMap<>();
        long[] total = {0};
        Map<Path, PrivateLines> exports = new TreeMap<>();
        Path evidence = directory.resolve("evidence-lost-" + lost.first() + "-" + lost.last() + ".ndjson");
        try (PrivateLines lines = PrivateLines.to(evidence)) {
            lines.add(header(recovery, keys));
            recovery.forEachLost(event -> {
                lines.add(line(recovery, event));
                exportFile(event).ifPresent(file -> {
                    exports.computeIfAbsent(file, PrivateLines::to).add(EventView.envelope(event.event()));
                    counts.merge(file, 1L, Long::sum);
                });
                each.accept(event);
                total[0]++;
            });
            if (total[0] != lost.total() || !recovery.isCurrent()) {
                throw new IllegalStateException(
                        "another process has changed the replica meanwhile, so nothing was kept or changed; run it once more");
            }
            Map<Path, Long> files = new LinkedHashMap<>();
            files.put(lines.commit(), lost.total());
            exports.forEach((file, export) -> files.put(export.commit(), counts.getOrDefault(file, 0L)));
            return files;
        } finally {
            exports.values().forEach(PrivateLines::close);
        }
    }

    private Optional<Path> exportFile(LostEvent event) {
        UUID author = event.event().sourceAgent();
        return switch (event.way()) {
            case UNSIGNED -> Optional.of(directory.resolve("evidence-unsigned-" + author + ".ndjson"));
            case SIGNED ->
                signedToo ? Optional.of(directory.resolve("evidence-signed-" + author + ".ndjson")) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private String header(Recovery recovery, SortedMap<Integer, Ed25519PublicKey> keys) {
        ObjectNode header = AgentOptions.JSON
                .createObjectNode()
                .put("kind", "lost-events")
                .put("tenant_id", owner.stream().tenantId().toString())
                .put("store_id", owner.stream().storeId().toString())
                .put("checkpoint", recovery.checkpoint().orElse(null));
        ObjectNode shown = header.putObject("sequencer_keys");
        keys.forEach((version, key) -> shown.put(String.valueOf(version), key.toHex()));
        header.putObject("server")
                .put("sequencer_id", recovery.sequencer().sequencerId().toString())
                .put("size", recovery.serverSize())
                .put("checkpoint", recovery.shownCheckpoint().orElse(null));
        return header.put("held_through", recovery.heldThrough())
                .put("common_through", recovery.commonThrough())
                .toString();
    }

    private static String line(Recovery recovery, LostEvent lost) {
        Event event = lost.event();
        ObjectNode line = AgentOptions.JSON
                .createObjectNode()
                .put("sequence_number", lost.sequenceNumber())
                .put("way", lost.way().name().toLowerCase(Locale.ROOT))
                .put("event_id", event.eventId().toString())
                .put(
                        "leaf_hash",
                        VesHashes.leaf(
                                        event.stream(),
                                        lost.sequenceNumber(),
                                        VesHashes.signing(event),
                                        event.authorship().signature())
                                .toHex());
        if (event.payload() instanceof Payload.Content) {
            line.putRawValue("envelope", new RawValue(EventView.envelope(event)));
        }
        line.putRawValue("receipt", raw(lost.receipt() == null ? null : WireReceipt.of(lost.receipt())));
        line.putRawValue(
                "inclusion",
                raw(recovery.inclusion(lost.sequenceNumber())
                        .map(WireInclusion::of)
                        .orElse(null)));
        return line.toString();
    }

    private static RawValue raw(@Nullable Object wire) {
        return new RawValue(wire == null ? "null" : text(wire));
    }

    private static String text(Object wire) {
        return new String(ProtocolJson.write(wire), StandardCharsets.UTF_8);
    }
}
