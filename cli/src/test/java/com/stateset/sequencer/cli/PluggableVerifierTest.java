package com.stateset.sequencer.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.sync.OutboxProfile;
import com.stateset.sequencer.sync.agent.SyncAgent;
import com.stateset.sequencer.sync.http.HttpTransport;
import com.stateset.sequencer.verify.AuditProgress;
import com.stateset.sequencer.verify.StateRootBackfill;
import com.stateset.sequencer.verify.StoredHistory;
import com.stateset.sequencer.verify.StreamAudit;
import com.stateset.sequencer.verify.bundle.BundleCheck;
import com.stateset.sequencer.verify.remote.RemoteHistory;
import java.net.URI;
import java.nio.file.Path;
import java.security.Security;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that takes a verifier refuses one whose verdict on the edge cases of Ed25519 is not the protocol's. */
class PluggableVerifierTest {

    private static final URI NOWHERE = URI.create("http://localhost:1");

    /** Bouncy Castle's, as it is: it accepts what OpenSSL, Go and the JDK refuse. */
    private static final SignatureVerifier COFACTORED = (key, hash, signature) ->
            Ed25519.verify(signature.toByteArray(), 0, key.toByteArray(), 0, hash.toByteArray(), 0, 32);

    private final StreamId stream = new StreamId(UUID.randomUUID(), UUID.randomUUID());

    @TempDir
    private Path directory;

    @Test
    void the_sequencer_refuses_it() {
        judged(verifier -> Sequencer.builder().signatureVerifier(verifier));
    }

    @Test
    void the_agent_refuses_it() {
        OutboxProfile profile = new OutboxProfile(stream, UUID.randomUUID());
        try (SqliteOutbox outbox = SqliteOutbox.open(directory.resolve("outbox.db"), profile, null)) {
            judged(verifier -> SyncAgent.builder(outbox, HttpTransport.to(NOWHERE, null))
                    .signatureVerifier(verifier));
        }
    }

    @Test
    void an_audit_and_a_backfill_refuse_it() {
        try (EventStore store = SqliteEventStore.inMemory()) {
            judged(verifier -> StreamAudit.of(new StoredHistory(store, stream), verifier, AuditProgress.NONE));
            judged(verifier -> StateRootBackfill.run(store, stream, verifier, true));
        }
        judged(verifier -> new RemoteHistory(SequencerClient.to(NOWHERE, null), stream, verifier));
    }

    /** Before it looks at the bundle. */
    @Test
    void the_check_of_a_bundle_refuses_it() {
        refuses(verifier -> BundleCheck.check(null, verifier, Set.of()));
    }

    private static void judged(Consumer<SignatureVerifier> user) {
        refuses(user);
        assertThatCode(() -> user.accept(SignatureVerifier.jca(Security.getProvider("SunEC"))))
                .doesNotThrowAnyException();
    }

    private static void refuses(Consumer<SignatureVerifier> user) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> user.accept(COFACTORED))
                .withMessageStartingWith("the signature verifier must refuse this edge case of Ed25519");
    }
}
