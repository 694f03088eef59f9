package com.stateset.sequencer.cli.serve;

import com.stateset.sequencer.server.SequencerServer;
import com.stateset.sequencer.server.SequencerServerBuilder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who anchors commitments, beside who runs the server. Immutable.
 *
 * @param key a key that is for this alone; empty for none
 * @param addresses the addresses and blocks from which no key is needed
 */
record Anchoring(Optional<String> key, List<String> addresses) {

    static final Anchoring NONE = new Anchoring(Optional.empty(), List.of());

    private static final String ALLOWLIST = "ANCHOR_IP_ALLOWLIST";

    Anchoring {
        Objects.requireNonNull(key, "key");
        addresses = List.copyOf(addresses);
    }

    static Anchoring from(Settings settings) {
        Anchoring anchoring = new Anchoring(settings.secret("ANCHOR_API_KEY"), settings.list(ALLOWLIST));
        try {
            SequencerServer.builder().anchorAddresses(anchoring.addresses);
            return anchoring;
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(ALLOWLIST + " cannot be used: " + e.getMessage() + ".");
        }
    }

    void applyTo(SequencerServerBuilder server) {
        key.ifPresent(server::anchorKey);
        server.anchorAddresses(addresses);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Anchoring[" + (key.isPresent() ? "by a key, " : "") + "from " + addresses + "]";
    }
}
