package com.stateset.sequencer.witness;

import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.tlog.TreeHead;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the lines of the witnesses come together: a quorum is so many lines below <em>one</em> checkpoint, of one size and root.
 * Witnesses answer at different speeds, so lines for the largest few checkpoints are kept; one that comes later than that counts
 * for nothing.
 *
 * <p><b>When a quorum was.</b> By the times that the witnesses signed: that of the quorum-th newest line, since from then on that
 * many of them are known to have been there. When a line arrives here says nothing of the others, which may be old.
 *
 * <p><b>Contradictions</b> are kept apart from failures, and stay until the witness cosigns again: that it does not answer for a
 * while must not cover that it was shown another history. Thread-safe.
 */
final class QuorumBoard {

    private static final int CHECKPOINTS = 16;
    private static final Comparator<TreeHead> BY_SIZE = Comparator.comparingLong(TreeHead::size)
            .thenComparing(head -> head.root().toHex());

    private final int quorum;
    private final TreeMap<TreeHead, Map<String, WitnessLine>> linesByHead = new TreeMap<>(BY_SIZE);
    private final Map<String, String> failures = new HashMap<>();
    private final Map<String, String> contradictions = new HashMap<>();
    private long witnessedSize;
    private Optional<Instant> lastQuorum = Optional.empty();

    QuorumBoard(int quorum) {
        this.quorum = quorum;
    }

    /** Adds a line, and returns the checkpoint with all its lines if they are a quorum now. */
    synchronized Optional<Quorum> add(String witness, WitnessLine line) {
        failures.remove(witness);
        contradictions.remove(witness);
        Map<String, WitnessLine> lines =
                linesByHead.computeIfAbsent(line.checkpoint().head(), any -> new LinkedHashMap<>());
        lines.put(witness, line);
        while (linesByHead.size() > CHECKPOINTS) {
            linesByHead.pollFirstEntry();
        }
        return lines.size() < quorum ? Optional.empty() : Optional.of(quorum(line, List.copyOf(lines.values())));
    }

    private Quorum quorum(WitnessLine last, List<WitnessLine> lines) {
        Instant time = lines.stream()
                .map(WitnessLine::time)
                .sorted(Comparator.reverseOrder())
                .toList()
                .get(quorum - 1);
        SignedNote note = last.checkpoint()
                .plus(lines.stream().map(WitnessLine::line).toList())
                .note();
        return new Quorum(last.checkpoint().head().size(), note, time);
    }

    /** Notes that a quorum is kept. */
    synchronized void kept(Quorum kept) {
        witnessedSize = Math.max(witnessedSize, kept.size());
        lastQuorum = Optional.of(lastQuorum.filter(kept.time()::isBefore).orElse(kept.time()));
    }

    /** Notes what keeps a witness from cosigning, and returns whether that is news. */
    synchronized boolean failed(String witness, String why) {
        return !why.equals(failures.put(witness, why));
    }

    /** Notes that a witness has seen another history, and returns whether that is news. */
    synchronized boolean contradicted(String witness, String why) {
        failures.put(witness, why);
        return !why.equals(contradictions.put(witness, why));
    }

    synchronized WitnessingStatus status() {
        return new WitnessingStatus(lastQuorum, witnessedSize, failures, contradictions);
    }

    /**
     * A checkpoint with the lines of a quorum.
     *
     * @param size its size
     * @param note the checkpoint with all its lines
     * @param time since when that many witnesses are known to have cosigned it
     */
    record Quorum(long size, SignedNote note, Instant time) {}
}
