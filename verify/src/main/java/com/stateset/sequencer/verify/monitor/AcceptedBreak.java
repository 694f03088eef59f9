package com.stateset.sequencer.verify.monitor;

import com.stateset.sequencer.merkle.Hash;

/**
 * A break of a stream's history that a monitor may pass: the one at which a head of this size was accepted. A later break, of
 * another size, is alarmed again.
 *
 * @param streamId the id of the stream
 * @param size the size of the head that an administrator has accepted, as the alarm says it
 */
public record AcceptedBreak(Hash streamId, long size) {

    /** Checks the size. */
    public AcceptedBreak {
        if (size < 1) {
            throw new IllegalArgumentException("no head of size " + size + " is accepted");
        }
    }

    /**
     * Reads a stream's id in hex, a colon and a size.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static AcceptedBreak parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 || !text.substring(colon + 1).matches("[1-9][0-9]{0,17}")) {
            throw new IllegalArgumentException("not a stream's id, a colon and the size of the accepted head: " + text);
        }
        return new AcceptedBreak(Hash.parse(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
    }

    /** Returns the form that is read. */
    @Override
    public String toString() {
        return streamId.toHex() + ":" + size;
    }
}
