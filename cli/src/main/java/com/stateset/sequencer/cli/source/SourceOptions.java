package com.stateset.sequencer.cli.source;

import com.stateset.sequencer.cli.serve.StoreConfig;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.verify.bundle.ProofSource;
import com.stateset.sequencer.verify.bundle.StoredProofSource;
import com.stateset.sequencer.verify.remote.RemoteHistory;
import com.stateset.sequencer.verify.remote.RemoteProofSource;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** Which stream, and where it is read: a server or a store. */
@SuppressWarnings("NullAway.Init") // picocli sees to it that required options are there
public final class SourceOptions {

    @Mixin
    private StreamOptions streamOptions;

    @Mixin
    private PlaceOptions place;

    /** Made by picocli. */
    public SourceOptions() {}

    public StreamId stream() {
        return streamOptions.stream();
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
            return new RemoteProofSource(new RemoteHistory(place.client(), stream(), SignatureVerifier.standard()));
        }
        StoreConfig config = place.store(environment);
        return new StoredProofSource(
                StoreOptions.open(config, environment), stream(), SigningKeys.atHand(config, environment));
    }
}
