package com.stateset.sequencer.cli.serve;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.SequencerBuilder;
import com.stateset.sequencer.SequencerIdentity;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.micrometer.SequencerMeters;
import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.schema.PayloadSchemaRegistry;
import com.stateset.sequencer.server.SequencerServer;
import com.stateset.sequencer.server.SequencerServerBuilder;
import com.stateset.sequencer.server.StartException;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.tlog.VerifierKey;
import com.stateset.sequencer.witness.Witnessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server as it is configured, with its store, its sequencer and its keys. Thread-safe. */
final class ConfiguredServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredServer.class);

    private final Sequencer sequencer;
    private final SequencerServer server;
    private final Optional<Path> apiKeyFile;
    private final Optional<Path> signingKeyFile;

    private ConfiguredServer(
            Sequencer sequencer, SequencerServer server, Optional<Path> apiKeyFile, Optional<Path> signingKeyFile) {
        this.sequencer = sequencer;
        this.server = server;
        this.apiKeyFile = apiKeyFile;
        this.signingKeyFile = signingKeyFile;
    }

    /**
     * Starts a server. It answers when this returns.
     *
     * @throws ConfigurationException if the server cannot run as it is configured
     * @throws StartException if it cannot start for another reason
     */
    static ConfiguredServer start(ServerConfig config) {
        config.store().prepare();
        SequencerServerBuilder http = SequencerServer.builder()
                .host(config.host())
                .port(config.port())
                .maxBodyBytes(config.limits().bodyBytes())
                .maxBatchEvents(config.limits().batchEvents())
                .corsOrigins(config.corsOrigins())
                .requireProofOfPossession(config.proofOfPossession())
                .refuseAgentCopies(config.refusesCopies())
                .auditLog(config.auditLog())
                .publicHeadsLog(config.logs().areHeadsPublic());
        config.virtualThreads().ifPresent(http::virtualThreads);
        config.callers().applyTo(http);
        config.anchoring().applyTo(http);
        config.jwt().ifPresent(jwt -> jwt.applyTo(http));
        Optional<Path> apiKeyFile = authenticate(http, config.authentication());
        ServerKeys keys =
                ServerKeys.of(config.sequencing().signingKeys(), config.store().directory());
        EventStore store = open(config.store());
        if (config.store() instanceof StoreConfig.Postgres postgres
                && postgres.replicaUrl().isPresent()) {
            store.as(PostgresEventStore.class)
                    .ifPresent(opened ->
                            http.readReplica(() -> opened.readReplica().orElseThrow()));
        }
        Optional<Witnessing> witnessing = config.logs().witnessing();
        SequencerMeters meters = config.observation().applyTo(http, witnessing);
        SequencerBuilder builder = Sequencer.builder().observer(meters).with(meters);
        witnessing.ifPresent(builder::with);
        Sequencer sequencer = sequencer(builder, config, keys.keys(), store);
        try {
            SequencerServer server =
                    http.sequencer(sequencer).projections(Projections.of(store)).start();
            return new ConfiguredServer(sequencer, server, apiKeyFile, keys.file());
        } catch (RuntimeException e) {
            sequencer.close();
            throw e;
        }
    }

    /** Returns where it listens. */
    String url() {
        return server.url();
    }

    /** Returns the vkey of the log of heads, if a key signs it: what a witness must know. */
    Optional<String> headsLogKey() {
        return sequencer
                .identity()
                .publicKey()
                .map(key -> VerifierKey.ofLog(sequencer.headsLog().origin(), key.toByteArray())
                        .toString());
    }

    /** Returns the file of the API key, if it is kept in one. */
    Optional<Path> apiKeyFile() {
        return apiKeyFile;
    }

    /** Returns the file of the signing key, if it was not configured but is kept in one. */
    Optional<Path> signingKeyFile() {
        return signingKeyFile;
    }

    /** Finishes the calls under way and what the sequencer has taken, and closes the store. Closing again does nothing. */
    @Override
    public void close() {
        try (sequencer) {
            server.close();
        }
    }

    private static Optional<Path> authenticate(SequencerServerBuilder http, Authentication authentication) {
        if (authentication instanceof Authentication.Key known) {
            http.apiKey(known.key());
            return Optional.empty();
        }
        if (authentication instanceof Authentication.KeyFile kept) {
            SecretFile file = AdminKeyFile.readOrCreate(kept.directory());
            http.apiKey(file.secret());
            return Optional.of(file.file());
        }
        if (authentication instanceof Authentication.Disabled disabled && disabled.isRemoteAllowed()) {
            http.openToTheNetwork();
        } else {
            http.openToEveryone();
        }
        return Optional.empty();
    }

    private static EventStore open(StoreConfig store) {
        try {
            return store.open();
        } catch (SequencerException e) {
            throw new StartException(
                    "The event store, " + store.describe() + ", cannot be opened: " + e.getMessage(), e);
        }
    }

    private static Sequencer sequencer(
            SequencerBuilder builder, ServerConfig config, List<SigningKey> keys, EventStore store) {
        builder.store(store)
                .payloadEncryption(config.payloads())
                .commitments(config.sequencing().commitments())
                .maxBatchEvents(config.limits().batchEvents())
                .maxPayloadBytes(config.limits().payloadBytes());
        PayloadSchemaRegistry.of(store)
                .ifPresent(schemas ->
                        builder.payloadRule(schemas.rule(config.sequencing().schemas())));
        if (!keys.isEmpty()) {
            builder.signingKey(keys.get(0), keys.subList(1, keys.size()).toArray(SigningKey[]::new));
        }
        config.sequencing().sequencerId().ifPresent(builder::sequencerId);
        config.logs().name().map(LogName::value).ifPresent(builder::logName);
        config.logs().headsInterval().ifPresent(builder::headsLogInterval);
        try {
            Sequencer sequencer = builder.build();
            warnOfMissingKeys(keys, sequencer.identity());
            return sequencer;
        } catch (IllegalStateException e) {
            throw new StartException(
                    "VES_SEQUENCER_ID does not fit the event store, "
                            + config.store().describe() + ": " + e.getMessage() + ".",
                    e);
        } catch (SequencerException e) {
            throw new StartException(
                    "The event store, " + config.store().describe() + ", cannot be used: " + e.getMessage(), e);
        }
    }

    private static void warnOfMissingKeys(List<SigningKey> keys, SequencerIdentity identity) {
        Set<Ed25519PublicKey> known = keys.stream().map(SigningKey::publicKey).collect(Collectors.toSet());
        identity.publicKeys().forEach((version, key) -> {
            if (!known.contains(key)) {
                LOG.warn(
                        "Receipts of the sequencer's key {}, {}, come without their signatures: add it to the end of"
                                + " VES_SEQUENCER_SIGNING_KEYS.",
                        version,
                        key);
            }
        });
    }
}
