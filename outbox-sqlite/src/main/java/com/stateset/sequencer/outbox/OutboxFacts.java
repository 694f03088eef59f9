package com.stateset.sequencer.outbox;

import com.stateset.sequencer.sealing.PayloadEncryption.Mode;
import com.stateset.sequencer.sync.OutboxKey;
import com.stateset.sequencer.sync.OutboxProfile;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;

/**
 * What a file says of the outbox in it: see {@link SqliteOutbox#inspect}. Another process may change all but stream and agent at any
 * moment. Immutable.
 *
 * @param profile whose it is
 * @param key what is known of the key that signs; empty if the file was last opened by a version of this library that kept nothing of
 *     keys
 * @param payloadEncryption how the payloads are kept: {@link Mode#REQUIRED} if all are encrypted, {@link Mode#OPTIONAL} if that was begun
 *     and is not finished, {@link Mode#DISABLED} if they are in the clear or there are none
 */
public record OutboxFacts(OutboxProfile profile, Optional<OutboxKey> key, Mode payloadEncryption) {

    public OutboxFacts {
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(payloadEncryption, "payloadEncryption");
    }

    static Optional<OutboxFacts> of(HeadTable head) throws SQLException {
        Optional<OutboxProfile> profile = head.profile();
        if (profile.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                head.knowsKeys()
                        ? new OutboxFacts(profile.get(), Optional.of(head.key()), mode(head.sealed()))
                        : new OutboxFacts(profile.get(), Optional.empty(), Mode.DISABLED));
    }

    private static Mode mode(int sealed) {
        return sealed == PayloadSeal.ALL ? Mode.REQUIRED : sealed == PayloadSeal.NEW ? Mode.OPTIONAL : Mode.DISABLED;
    }
}
