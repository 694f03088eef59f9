package com.stateset.sequencer.outbox;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Payloads on their way into the file and out of it: sealed there, if that is wanted, and clear everywhere else. Immutable.
 *
 * <p>The file says itself whether its payloads are sealed ({@code payloads_sealed}), and that only rises: {@link #NONE}, {@link #NEW}
 * while clear ones may be left, {@link #ALL}. So a program that has no keys, or has opened the file before it was sealed, is refused
 * before it writes a payload in the clear. What cannot be opened is a {@link StoreFailedException} that names the event.
 *
 * @param encryption how payloads are kept
 */
record PayloadSeal(PayloadEncryption encryption) {

    static final int NONE = 0;
    static final int NEW = 1;
    static final int ALL = 2;

    static final PayloadSeal DISABLED = new PayloadSeal(PayloadEncryption.disabled());

    /** What to store of an event's payload. */
    Payload seal(Event event) {
        return encryption.seal(event);
    }

    /** Returns an event of the replica with its payload clear, unless it is erased. */
    SequencedEvent open(SequencedEvent stored) {
        return encryption.open(stored);
    }

    /** The same of an own event, which is named by its position: it need not have a place in the log yet. */
    Event open(Event stored, long position) {
        return open(new SequencedEvent(stored, position, Instant.EPOCH, 1, Hash.ZERO, 0))
                .event();
    }

    /** What the file is to say of itself when it is opened like this for the first time. */
    int level() {
        return switch (encryption.mode()) {
            case DISABLED -> NONE;
            case OPTIONAL -> NEW;
            case REQUIRED -> ALL;
        };
    }

    /**
     * Returns if this may be used with the file as it is; in the transaction that writes payloads.
     *
     * @throws StoreFailedException if the file's payloads are sealed, and these would not be
     */
    void requireFor(Session session) throws SQLException {
        if (encryption.mode() == Mode.DISABLED
                && session.number("select max(payloads_sealed) from sequencer_outbox") != NONE) {
            throw new StoreFailedException(
                    "the payloads in this outbox are encrypted: it must be opened with their keys", null);
        }
    }
}
