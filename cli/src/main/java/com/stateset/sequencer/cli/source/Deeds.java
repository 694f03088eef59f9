package com.stateset.sequencer.cli.source;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.SequencerBuilder;
import com.stateset.sequencer.audit.AuditDeed;
import com.stateset.sequencer.cli.serve.AuditVariable;
import com.stateset.sequencer.cli.serve.ConfigurationException;
import com.stateset.sequencer.cli.serve.PayloadVariables;
import com.stateset.sequencer.cli.serve.StoreConfig;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.EventStore;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does deeds to a store, and writes them down in its audit logs as a server does, unless the environment says that there is none. The store is
 * opened for the first of them. For one thread.
 *
 * <p>Entries are signed with the key of the server, if that is at hand; if not, that is said, once. Behind signed entries none is written that
 * is not: an audit would take it for damage.
 */
public final class Deeds implements AutoCloseable {

    private final StoreConfig config;
    private final Map<String, String> environment;
    private final PrintWriter err;
    private @Nullable Auditing auditing;

    Deeds(StoreConfig config, Map<String, String> environment, PrintWriter err) {
        this.config = config;
        this.environment = environment;
        this.err = err;
    }

    /** A sequencer that writes the entries; {@code missingKey} is what is said of a key that should sign them. */
    private record Auditing(Sequencer sequencer, EventStore store, Optional<String> missingKey) {}

    /**
     * Does one.
     *
     * @param work does it, on whatever handle of the store
     * @param found what the last entry says besides
     * @throws ConfigurationException if an entry has to be signed, and the key is not at hand; then this one was not begun
     */
    public <T> T perform(AuditDeed deed, Supplier<T> work, Function<? super T, Map<String, ?>> found) {
        if (!AuditVariable.isOn(environment)) {
            return work.get();
        }
        boolean isFirst = auditing == null;
        Auditing open = auditing == null ? open() : auditing;
        auditing = open;
        if (open.missingKey().isPresent()) {
            String missing = open.missingKey().get();
            if (SigningKeys.mustSign(open.store(), StreamId.auditLogOf(deed.tenantId()))) {
                throw new ConfigurationException(missing + ", and an unsigned entry behind the signed ones of the audit"
                        + " log would be taken for damage. It was not done. Set VES_SEQUENCER_SIGNING_KEY.");
            }
            if (isFirst) {
                err.println(missing + ": what this command writes in the audit log has no receipt signed with it. Set"
                        + " VES_SEQUENCER_SIGNING_KEY to have one.");
            }
        }
        return open.sequencer().auditLog().perform(deed, work, found);
    }

    private Auditing open() {
        EventStore store = config.open();
        try {
            SequencerBuilder builder =
                    Sequencer.builder().store(store).payloadEncryption(PayloadVariables.storing(environment));
            Optional<SigningKey> signer = SigningKeys.current(store, SigningKeys.atHand(config, environment));
            signer.ifPresent(builder::signingKey);
            SortedMap<Integer, Ed25519PublicKey> known = store.identity().keys();
            Optional<String> missing = signer.isPresent() || known.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            "The key " + known.get(known.lastKey()) + ", which the server signs with, is not at hand");
            return new Auditing(builder.build(), store, missing);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    @Override
    public void close() {
        if (auditing != null) {
            auditing.sequencer().close();
        }
    }
}
