package com.stateset.sequencer.witness;

import com.stateset.sequencer.tlog.NoteSignature;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the lines of the witnesses come together: a quorum is so many lines below <em>one</em> checkpoint. Witnesses answer at
 * different speeds, so lines for the last few checkpoints are kept; a line that comes later than that counts for nothing.
 * Thread-safe.
 */
final class QuorumBoard {

    private static final int CHECKPOINTS = 16;

    private final int quorum;
    private final Clock clock;
    private final TreeMap<Long, Map<String, NoteSignature>> linesBySize = new TreeMap<>();
    private final Map<String, String> failures = new HashMap<>();
    private long witnessedSize;
    private Optional<Instant> lastQuorum = Optional.empty();

    QuorumBoard(int quorum, Clock clock) {
        this.quorum = quorum;
        this.clock = clock;
    }

    /** Adds a line, and returns the checkpoint with all its lines if they are a quorum now. */
    synchronized Optional<SignedNote> add(String witness, SignedCheckpoint checkpoint, NoteSignature line) {
        failures.remove(witness);
        long size = checkpoint.head().size();
        Map<String, NoteSignature> lines = linesBySize.computeIfAbsent(size, any -> new LinkedHashMap<>());
        lines.put(witness, line);
        while (linesBySize.size() > CHECKPOINTS) {
            linesBySize.pollFirstEntry();
        }
        if (lines.size() < quorum) {
            return Optional.empty();
        }
        return Optional.of(checkpoint.plus(new ArrayList<>(lines.values())).note());
    }

    /** Notes that a quorum is kept. */
    synchronized void kept(long size) {
        witnessedSize = Math.max(witnessedSize, size);
        lastQuorum = Optional.of(clock.instant());
    }

    /** Notes what keeps a witness from cosigning, and returns whether that is news. */
    synchronized boolean failed(String witness, String why) {
        return !why.equals(failures.put(witness, why));
    }

    synchronized WitnessingStatus status() {
        return new WitnessingStatus(lastQuorum, witnessedSize, failures);
    }
}
