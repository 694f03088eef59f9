package com.stateset.sequencer.server.identity;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.SequencerIdentity;
import com.stateset.sequencer.protocol.SequencerInfo;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.tlog.LogName;
import io.javalin.http.Context;
import java.io.IOException;

/** Tells anyone who sequences, and the keys to check that by. */
public final class IdentityRoutes {

    private final SequencerIdentity identity;
    private final LogName logName;

    public IdentityRoutes(Sequencer sequencer) {
        this.identity = sequencer.identity();
        String heads = sequencer.headsLog().origin();
        this.logName = new LogName(heads.substring(0, heads.lastIndexOf('/')));
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
                        logName));
    }
}
