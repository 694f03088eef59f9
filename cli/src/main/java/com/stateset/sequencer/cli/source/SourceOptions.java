package com.stateset.sequencer.cli.source;

import com.stateset.sequencer.cli.serve.StoreConfig;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.verify.bundle.ProofSource;
import com.stateset.sequencer.verify.bundle.StoredProofSource;
import com.stateset.sequencer.verify.remote.RemoteHistory;
import com.stateset.sequencer.verify.remote.RemoteProofSource;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which stream, and where it is read: a server or a store. */
@SuppressWarnings("NullAway.Init") // picocli sees to it that required options are there
public final class SourceOptions {

    @Option(names = "--tenant", required = true, paramLabel = "UUID", description = "The tenant of the stream.")
    private UUID tenant;

    @Option(names = "--store", required = true, paramLabel = "UUID", description = "The store of the stream.")
    private UUID store;

    @Mixin
    private PlaceOptions place;

    /** Made by picocli. */
    public SourceOptions() {}

    public StreamId stream() {
        return new StreamId(tenant, store);
    }

    /** Where the stream is read, in words. */
    public String describe(Map<String, String> environment) {
        return place.describe(environment);
    }

    /** Whether it is read from a server. */
    public boolean isServer() {
        return place.server() != null;
    }

    /** Opens the source. */
    public ProofSource open(Map<String, String> environment) {
        if (isServer()) {
            return new RemoteProofSource(
                    new RemoteHistory(place.client(), stream(), SignatureVerifier.bouncyCastle()));
        }
        StoreConfig config = place.store(environment);
        return new StoredProofSource(
                StoreOptions.open(config, environment), stream(), SigningKeys.atHand(config, environment));
    }
}
