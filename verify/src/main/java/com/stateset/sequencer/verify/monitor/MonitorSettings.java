package com.stateset.sequencer.verify.monitor;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.tlog.VerifierKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What a monitor is to watch. Immutable.
 *
 * <p>Ages are judged by the monitor's own clock, and cosignatures by the times that witnesses put into them; witnesses whose clocks
 * are minutes apart need a {@code maxAge} that bears with that.
 *
 * @param keys the sequencer's keys to trust; empty to pin those of the first contact
 * @param maxAge how old events may get without an entry in the heads log, and the last quorum of witnesses
 * @param witnesses the witnesses whose cosignatures count
 * @param quorum how many of them are wanted; 0 to ask for none
 * @param accepted the breaks of streams that may be passed
 */
public record MonitorSettings(
        List<Ed25519PublicKey> keys,
        Duration maxAge,
        List<VerifierKey> witnesses,
        int quorum,
        Set<AcceptedBreak> accepted) {

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if the quorum is not possible, or the same witness's key is there twice
     */
    public MonitorSettings {
        keys = List.copyOf(keys);
        witnesses = List.copyOf(witnesses);
        accepted = Set.copyOf(accepted);
        if (witnesses.stream()
                        .map(witness -> ByteBuffer.wrap(witness.publicKey()))
                        .distinct()
                        .count()
                < witnesses.size()) {
            throw new IllegalArgumentException("the same witness is named twice");
        }
        if (quorum < 0 || quorum > witnesses.size()) {
            throw new IllegalArgumentException(
                    "a quorum of " + quorum + " of " + witnesses.size() + " witnesses is not possible");
        }
    }
}
