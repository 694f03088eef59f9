package com.stateset.sequencer.outbox;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.ShownHead;
import com.stateset.sequencer.sync.ShownHistory;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.ConsistencyProof;
import com.stateset.sequencer.tlog.LogCheckpoint;
import com.stateset.sequencer.tlog.LogHashes;
import com.stateset.sequencer.tlog.LogProver;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TileSource;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.tlog.VerifierKey;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tree over a scripted server's log, up to 255 events, which can be another than that log's. */
final class ScriptedHistory implements ShownHistory {

    private final ScriptedServer server;
    private final Map<Integer, Hash> altered = new HashMap<>();
    private @Nullable SigningKey key;
    private @Nullable ShownHead frozen;
    private String logName = "ves.sequencer/scripted";
    private boolean shown = true;
    private Runnable beforeEvents = () -> {};
    private Runnable beforeProofs = () -> {};

    ScriptedHistory(ScriptedServer server, @Nullable SigningKey key) {
        this.server = server;
        this.key = key;
    }

    void alter(long number) {
        altered.put((int) number - 1, Hash.ZERO);
    }

    /** Answers with this from now on, whatever happens. */
    void answer(ShownHead head) {
        frozen = head;
    }

    /** What happens when events are asked for. */
    void beforeEvents(Runnable action) {
        beforeEvents = action;
    }

    /** What happens when a proof of consistency is asked for. */
    void beforeProofs(Runnable action) {
        beforeProofs = action;
    }

    void hide() {
        shown = false;
    }

    void signWith(@Nullable SigningKey value) {
        key = value;
    }

    void rename(String value) {
        logName = value;
    }

    @Override
    public Optional<ShownHead> head() {
        List<Hash> leaves = leaves();
        if (!shown || leaves.isEmpty()) {
            return Optional.empty();
        }
        TreeHead head = CompactRange.EMPTY.appendEntries(leaves).head();
        return Optional.of(frozen != null ? frozen : new ShownHead(head, key == null ? null : sign(head, key)));
    }

    @Override
    public ConsistencyProof consistency(long from, long to) {
        beforeProofs.run();
        return new LogProver(this, to).consistency(from);
    }

    @Override
    public byte[] read(TilePath tile) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        leaves().subList(0, tile.width())
                .forEach(leaf -> bytes.writeBytes(LogHashes.record(leaf).toByteArray()));
        return bytes.toByteArray();
    }

    @Override
    public List<SequencedEvent> events(long from, int limit) {
        beforeEvents.run();
        return server.pull(ScriptedServer.STREAM, from, limit).events().stream()
                .map(PulledEvent::sequenced)
                .toList();
    }

    @Override
    public Optional<byte[]> headsCheckpoint() {
        return Optional.empty();
    }

    @Override
    public TileSource headsLog() {
        throw new AssertionError("there is no log of heads");
    }

    private String sign(TreeHead head, SigningKey signer) {
        String origin = logName + "/" + VesHashes.stream(ScriptedServer.STREAM).toHex();
        return SignedCheckpoint.sign(
                        new LogCheckpoint(origin, head),
                        VerifierKey.ofLog(origin, signer.publicKey().toByteArray()),
                        message -> signer.signText(message).toByteArray())
                .toString();
    }

    private List<Hash> leaves() {
        List<Hash> leaves = new ArrayList<>(
                server.log().stream().map(event -> event.sequenced().leafHash()).toList());
        altered.forEach((index, leaf) -> leaves.set(index, leaf));
        return leaves;
    }
}
