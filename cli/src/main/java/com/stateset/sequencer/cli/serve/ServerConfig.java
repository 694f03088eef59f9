package com.stateset.sequencer.cli.serve;

import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.server.SequencerServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a server needs to know to start. Immutable.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 for any that is free
 * @param store where the events are kept
 * @param authentication who may call
 * @param jwt the tokens that let callers in, too; empty for none
 * @param callers how many calls are let in, and administrators' from where
 * @param anchoring who anchors commitments
 * @param sequencing who it sequences as
 * @param payloads how payloads are kept
 * @param limits how large requests may be
 * @param corsOrigins the web pages that may call it from browsers
 * @param proofOfPossession whether agents' keys are registered only with a proof of possession
 * @param refusesCopies whether agents that find another installation with their identity are to send nothing
 * @param auditLog whether what callers do to keys, schemas, payloads and histories is written down
 * @param virtualThreads whether calls run on virtual threads; empty for where the JDK is good at that
 * @param logs how the history trees are shown to others
 * @param observation how it is observed
 * @param logLevel how much is logged
 * @param logFormat what the log looks like
 */
record ServerConfig(
        String host,
        int port,
        StoreConfig store,
        Authentication authentication,
        Optional<JwtConfig> jwt,
        CallerLimits callers,
        Anchoring anchoring,
        Sequencing sequencing,
        PayloadEncryption payloads,
        Limits limits,
        List<String> corsOrigins,
        boolean proofOfPossession,
        boolean refusesCopies,
        boolean auditLog,
        Optional<Boolean> virtualThreads,
        Logs logs,
        Observation observation,
        LogLevel logLevel,
        LogFormat logFormat) {

    ServerConfig {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(authentication, "authentication");
        Objects.requireNonNull(jwt, "jwt");
        Objects.requireNonNull(callers, "callers");
        Objects.requireNonNull(anchoring, "anchoring");
        Objects.requireNonNull(sequencing, "sequencing");
        Objects.requireNonNull(payloads, "payloads");
        Objects.requireNonNull(limits, "limits");
        corsOrigins = List.copyOf(corsOrigins);
        Objects.requireNonNull(virtualThreads, "virtualThreads");
        Objects.requireNonNull(logs, "logs");
        Objects.requireNonNull(observation, "observation");
        Objects.requireNonNull(logLevel, "logLevel");
        Objects.requireNonNull(logFormat, "logFormat");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is " + port + "; it must be 0 to 65535");
        }
    }

    /** As {@link #from(Settings)}, of variables of the environment alone. */
    static ServerConfig from(Map<String, String> variables) {
        return from(new Settings(variables));
    }

    /**
     * Reads the settings. Variables that neither mean anything here nor promise a protection are ignored, and a blank one counts as not
     * set.
     *
     * @throws ConfigurationException if one has a value it cannot have, or they contradict each other, or one promises a protection that
     *     this server lacks
     */
    static ServerConfig from(Settings settings) {
        String host = settings.text("HOST", "127.0.0.1");
        int port = settings.number("PORT", 8080, 0, 65_535);
        StoreConfig store = store(settings, dataDirectory(settings));
        ServerConfig config = new ServerConfig(
                host,
                port,
                store,
                authentication(settings, store, host),
                JwtConfig.from(settings),
                CallerLimits.from(settings),
                Anchoring.from(settings),
                Sequencing.from(settings),
                PayloadVariables.from(settings),
                Limits.from(settings),
                corsOrigins(settings),
                settings.flag("REQUIRE_PROOF_OF_POSSESSION", false),
                settings.flag("REFUSE_AGENT_COPIES", false),
                AuditVariable.from(settings),
                virtualThreads(settings),
                Logs.from(settings),
                Observation.from(settings),
                LogLevel.from(settings),
                LogFormat.from(settings));
        config.requireKnownCallers();
        if (config.authentication instanceof Authentication.Disabled && config.jwt.isPresent()) {
            settings.warn(
                    "Keys of JSON web tokens are configured, but AUTH_MODE is disabled: tokens are not asked for.");
        }
        if (config.authentication instanceof Authentication.Disabled
                && config.callers.registrationsPerMinute().isPresent()) {
            throw new ConfigurationException(
                    "PUBLIC_AGENT_REGISTRATION_ENABLED is true, but AUTH_MODE is disabled: there are no keys to register for.");
        }
        UnsupportedVariables.check(settings);
        return config;
    }

    /**
     * Looks at the files and addresses that are configured, and tells the settings of keys that are kept in files. Changes nothing.
     *
     * @throws ConfigurationException if the server would refuse them
     */
    void check(Settings settings) {
        store.check();
        if (authentication instanceof Authentication.KeyFile kept) {
            SecretFile.existing(kept.directory(), DataDirectory.ADMIN_KEY);
            settings.keptIn(kept.directory().resolve(DataDirectory.ADMIN_KEY), "BOOTSTRAP_ADMIN_API_KEY");
        }
        if (sequencing.signingKeys().isEmpty()) {
            store.directory()
                    .map(directory -> directory.resolve(DataDirectory.SIGNING_KEY))
                    .ifPresent(file -> settings.keptIn(file, "VES_SEQUENCER_SIGNING_KEY"));
        }
    }

    /** Where everyone may call, a web page may, too, unless its browser is not told so. */
    private void requireKnownCallers() {
        if (authentication instanceof Authentication.Disabled && corsOrigins.contains("*")) {
            throw new ConfigurationException(
                    "CORS_ALLOW_ORIGINS is \"*\", but AUTH_MODE is disabled: any web page could write"
                            + " here, so name the origins that may.");
        }
    }

    private static Path dataDirectory(Settings settings) {
        String value = settings.text("DATA_DIR", "sequencer-data");
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new ConfigurationException("DATA_DIR is \"" + value + "\", which cannot name a directory.");
        }
    }

    private static StoreConfig store(Settings settings, Path data) {
        Optional<String> url = settings.secret("DATABASE_URL");
        Optional<String> replica = settings.secret("READ_DATABASE_URL");
        int maxConnections = settings.number("MAX_DB_CONNECTIONS", 10, 2, 1000);
        boolean migrate = settings.flag("DB_MIGRATE_ON_STARTUP", true);
        DatabaseTimeouts timeouts = DatabaseTimeouts.from(settings);
        if (url.isPresent()) {
            StoreConfig store = new StoreConfig.Postgres(url.get(), maxConnections, migrate, timeouts, replica);
            settings.show("DATABASE_URL", StoreConfig.Postgres.place(url.get()));
            replica.ifPresent(there -> settings.show("READ_DATABASE_URL", StoreConfig.Postgres.place(there)));
            return store;
        }
        if (replica.isPresent()) {
            throw new ConfigurationException(
                    "READ_DATABASE_URL is set, but DATABASE_URL is not: only PostgreSQL has read replicas.");
        }
        Stream.of("MAX_DB_CONNECTIONS", "DB_STATEMENT_TIMEOUT_MS", "DB_LOCK_TIMEOUT_MS", "DB_IDLE_IN_TX_TIMEOUT_MS")
                .filter(settings.names()::contains)
                .forEach(name -> settings.warn(name + " is set, but DATABASE_URL is not: it has no effect on SQLite."));
        StoreConfig store = new StoreConfig.Embedded(data, migrate);
        settings.show("DATABASE_URL", store.describe());
        return store;
    }

    private static Authentication authentication(Settings settings, StoreConfig store, String host) {
        boolean isRemoteAllowed = settings.flag("ALLOW_AUTH_DISABLED", false);
        boolean isRequired = authenticationRequired(settings);
        Optional<String> key = settings.secret("BOOTSTRAP_ADMIN_API_KEY");
        if (!isRequired) {
            if (key.isPresent()) {
                settings.warn("BOOTSTRAP_ADMIN_API_KEY is set, but AUTH_MODE is disabled: the key is not asked for.");
            }
            requireFewCallers(settings, host, isRemoteAllowed);
            return new Authentication.Disabled(isRemoteAllowed);
        }
        if (key.isPresent()) {
            return new Authentication.Key(key.get());
        }
        return store.directory()
                .map(Authentication.KeyFile::new)
                .orElseThrow(() -> new ConfigurationException(
                        "BOOTSTRAP_ADMIN_API_KEY is not set: on PostgreSQL the server needs a key that all its"
                                + " processes share, or AUTH_MODE=disabled to serve everyone."));
    }

    private static void requireFewCallers(Settings settings, String host, boolean isRemoteAllowed) {
        Stream.of("SEQUENCER_ENV", "ENVIRONMENT")
                .filter(name -> settings.isSetTo(name, "production"))
                .findFirst()
                .ifPresent(name -> {
                    throw new ConfigurationException(
                            "AUTH_MODE is disabled, but " + name + " is production, where callers must be known.");
                });
        if (!isRemoteAllowed && !isLoopback(host)) {
            throw new ConfigurationException("AUTH_MODE is disabled, but HOST is \"" + host
                    + "\", which others than this machine may reach; set ALLOW_AUTH_DISABLED=true to let everyone read and"
                    + " write all the same.");
        }
    }

    private static boolean authenticationRequired(Settings settings) {
        String mode = settings.text("AUTH_MODE", "required");
        return switch (mode) {
            case "required" -> true;
            case "disabled" -> false;
            default ->
                throw new ConfigurationException("AUTH_MODE is \"" + mode + "\"; it must be required or disabled.");
        };
    }

    /** A name that means nothing here may mean anything later. */
    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static Optional<Boolean> virtualThreads(Settings settings) {
        if (settings.text("VIRTUAL_THREADS", "auto").equals("auto")) {
            return Optional.empty();
        }
        boolean areWanted = settings.flag("VIRTUAL_THREADS", false);
        try {
            SequencerServer.builder().virtualThreads(areWanted);
            return Optional.of(areWanted);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("VIRTUAL_THREADS is true, but " + e.getMessage() + ".");
        }
    }

    private static List<String> corsOrigins(Settings settings) {
        List<String> origins = settings.list("CORS_ALLOW_ORIGINS");
        try {
            SequencerServer.builder().corsOrigins(origins);
            return origins;
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("CORS_ALLOW_ORIGINS cannot be used: " + e.getMessage() + ".");
        }
    }
}
