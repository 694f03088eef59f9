package com.stateset.sequencer.cli.agent.folder;

import com.stateset.sequencer.event.Ed25519PublicKey;
import java.io.Serial;

/** What the user said makes no sense; the message is a sentence for the user. */
public final class UsageException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }

    /**
     * Reads a public key that an option has.
     *
     * @throws UsageException if it is none
     */
    public static Ed25519PublicKey key(String option, String hex) {
        try {
            return Ed25519PublicKey.parse(hex.strip());
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage());
        }
    }
}
