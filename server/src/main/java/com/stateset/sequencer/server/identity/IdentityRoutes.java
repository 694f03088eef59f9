package com.stateset.sequencer.server.identity;

import com.stateset.sequencer.SequencerIdentity;
import com.stateset.sequencer.protocol.SequencerInfo;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import io.javalin.http.Context;
import java.io.IOException;

/** Tells anyone who sequences, and the keys to check that by. */
public final class IdentityRoutes {

    private final SequencerIdentity identity;

    public IdentityRoutes(SequencerIdentity identity) {
        this.identity = identity;
    }

    public void register(Api api) {
        api.getAsAnyone("/sequencer", this::sequencer);
    }

    private void sequencer(Context call) throws IOException {
        Answer.write(
                call,
                SequencerInfo.of(
                        identity.id(),
                        identity.publicKey().orElse(null),
                        identity.keyVersion(),
                        identity.publicKeys(),
                        identity.logName()));
    }
}
