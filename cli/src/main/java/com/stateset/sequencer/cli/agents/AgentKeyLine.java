package com.stateset.sequencer.cli.agents;

import com.stateset.sequencer.protocol.keys.WireKeyDirectory;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An agent's key on one line. */
final class AgentKeyLine {

    private AgentKeyLine() {}

    static String of(WireKeyDirectory.Key key) {
        String state = key.revokedAt() == null ? "valid" : "revoked";
        return key.keyId() + " " + key.publicKey() + " " + state
                + part("from", key.validFrom())
                + part("to", key.validTo())
                + part("revoked", key.revokedAt())
                + (key.registeredBy() == null ? "" : " registered-by=" + key.registeredBy());
    }

    private static String part(String name, @Nullable Instant moment) {
        return moment == null ? "" : " " + name + "=" + moment;
    }
}
