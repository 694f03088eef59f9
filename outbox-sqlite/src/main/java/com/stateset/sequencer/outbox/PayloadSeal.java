package com.stateset.sequencer.outbox;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.outbox.connection.Session;
import com.stateset.sequencer.sealing.EventSeal;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import java.sql.SQLException;

/**
 * Payloads on their way into the file and out of it: sealed there, if that is wanted, and clear everywhere else. Immutable.
 *
 * <p>The file says itself whether its payloads are sealed ({@code payloads_sealed}), and that only rises: {@link #NONE}, {@link #NEW}
 * while clear ones may be left, {@link #ALL}. So a program that has no keys, or has opened the file before it was sealed, is refused
 * before it writes a payload in the clear. What cannot be opened is a {@link StoreFailedException} that names the event.
 *
 * @param seal how payloads are kept
 */
record PayloadSeal(EventSeal seal) {

    static final int NONE = 0;
    static final int NEW = 1;
    static final int ALL = 2;

    static final PayloadSeal DISABLED = new PayloadSeal(PayloadEncryption.disabled());

    PayloadSeal(PayloadEncryption encryption) {
        this(EventSeal.of(encryption));
    }

    /** What to store of an event's payload. */
    Payload seal(Event event) {
        return seal.seal(event);
    }

    /**
     * Returns a stored payload clear, unless it is erased.
     *
     * @param place where the event stands, for messages
     */
    Payload open(Event stored, String place) {
        return seal.open(stored, place);
    }

    /** What the file is to say of itself when it is opened like this for the first time. */
    int level() {
        return switch (seal.mode()) {
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
        if (seal.mode() == Mode.DISABLED
                && session.number("select max(payloads_sealed) from sequencer_outbox") != NONE) {
            throw new StoreFailedException(
                    "the payloads in this outbox are encrypted: it must be opened with their keys", null);
        }
    }
}
