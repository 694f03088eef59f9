package com.stateset.sequencer.cli.serve;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a server needs to know to start. Immutable.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 for any that is free
 * @param store where the events are kept
 * @param authentication who may call
 * @param sequencing who it sequences as
 * @param proofOfPossession whether agents' keys are registered only with a proof of possession
 * @param logs how the history trees are shown to others
 * @param logLevel how much is logged
 */
record ServerConfig(
        String host,
        int port,
        StoreConfig store,
        Authentication authentication,
        Sequencing sequencing,
        boolean proofOfPossession,
        Logs logs,
        LogLevel logLevel) {

    ServerConfig {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(authentication, "authentication");
        Objects.requireNonNull(sequencing, "sequencing");
        Objects.requireNonNull(logs, "logs");
        Objects.requireNonNull(logLevel, "logLevel");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is " + port + "; it must be 0 to 65535");
        }
    }

    /**
     * Reads variables such as those of the environment. Others than the documented ones are ignored, and a blank one counts
     * as not set.
     *
     * @throws ConfigurationException if one has a value it cannot have, or they contradict each other
     */
    static ServerConfig from(Map<String, String> variables) {
        Settings settings = new Settings(variables);
        Path data = dataDirectory(settings);
        StoreConfig store = store(settings, data);
        return new ServerConfig(
                settings.text("HOST", "127.0.0.1"),
                settings.number("PORT", 8080, 0, 65_535),
                store,
                authentication(settings, store),
                Sequencing.from(settings),
                settings.flag("REQUIRE_PROOF_OF_POSSESSION", false),
                Logs.from(settings),
                LogLevel.from(settings));
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
        int maxConnections = settings.number("MAX_DB_CONNECTIONS", 10, 2, 1000);
        boolean migrate = settings.flag("DB_MIGRATE_ON_STARTUP", true);
        Optional<String> url = settings.text("DATABASE_URL");
        return url.isPresent()
                ? new StoreConfig.Postgres(url.get(), maxConnections, migrate)
                : new StoreConfig.Embedded(data);
    }

    private static Authentication authentication(Settings settings, StoreConfig store) {
        if (!authenticationRequired(settings)) {
            return new Authentication.Disabled();
        }
        Optional<String> key = settings.text("BOOTSTRAP_ADMIN_API_KEY");
        if (key.isPresent()) {
            return new Authentication.Key(key.get());
        }
        if (store instanceof StoreConfig.Embedded embedded) {
            return new Authentication.KeyFile(embedded.dataDirectory());
        }
        throw new ConfigurationException(
                "BOOTSTRAP_ADMIN_API_KEY is not set: on PostgreSQL the server needs a key that all its"
                        + " processes share, or AUTH_MODE=disabled to serve everyone.");
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
}
