package com.stateset.sequencer.cli.serve;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.stateset.sequencer.cli.output.JsonOption;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.server.StartException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serve}: runs the server until it is stopped. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Serves the HTTP API, on SQLite or, with DATABASE_URL, on PostgreSQL.",
        footer = {
            "",
            "Environment (options win):",
            "  HOST, PORT                where to listen (127.0.0.1, 8080)",
            "  DATABASE_URL              a PostgreSQL database; without it, SQLite in the",
            "                            data directory",
            "  READ_DATABASE_URL         a streaming replica of it, for reads while it holds",
            "                            all that was acknowledged (none)",
            "  MAX_DB_CONNECTIONS        the most connections in the pool to PostgreSQL, and",
            "                            in the one to its replica (10)",
            "  DB_STATEMENT_TIMEOUT_MS   how long a statement may take (as PostgreSQL has",
            "                            it)",
            "  DB_LOCK_TIMEOUT_MS        how long to wait for a stream that another process",
            "                            holds (500)",
            "  DB_IDLE_IN_TX_TIMEOUT_MS  after how long PostgreSQL ends a session that",
            "                            stands still (5000)",
            "  DB_MIGRATE_ON_STARTUP     whether to bring the schema up to date (true)",
            "  DATA_DIR                  the data directory (sequencer-data)",
            "  VES_SEQUENCER_SIGNING_KEY",
            "                            the key that signs receipts and commitments: 32",
            "                            bytes in hex or base64; without it, on SQLite, one",
            "                            is made and kept in the data directory",
            "  VES_SEQUENCER_SIGNING_KEYS",
            "                            the same and earlier keys, the current one first,",
            "                            separated by commas",
            "  VES_SEQUENCER_ID          who the sequencer is, a UUID; without it, one is",
            "                            made and kept in the store",
            "  PAYLOAD_ENCRYPTION_MODE   disabled, optional or required (required with a",
            "                            key, disabled without)",
            "  PAYLOAD_ENCRYPTION_KEY    encrypts payloads in the store: 32 bytes in hex or",
            "                            base64",
            "  PAYLOAD_ENCRYPTION_KEYS   the same and earlier keys, the current one first,",
            "                            separated by commas",
            "  PAYLOAD_ENCRYPTION_KEYS_BY_TENANT",
            "                            a tenant's own keys: a JSON object of UUIDs with a",
            "                            list of keys each",
            "  COMMIT_EVERY_EVENTS       commit to a stream when so many of its events are",
            "                            new (only on request)",
            "  COMMIT_EVERY_SECONDS      commit to a stream when its oldest new event is so",
            "                            old (only on request)",
            "  LOG_NAME                  the name of the logs of history trees, such as",
            "                            example.com/orders; without it, one follows from",
            "                            the sequencer's id. To change it begins other logs",
            "  HEADS_LOG_SECONDS         how often heads that have moved are entered in the",
            "                            log of heads (10)",
            "  LOG_PUBLIC                whether the log of heads is read without a key",
            "                            (false)",
            "  WITNESSES                 who cosigns the log of heads: a vkey, a space and a",
            "                            URL each, separated by commas",
            "  WITNESS_QUORUM            how many of them must have cosigned (more than",
            "                            half)",
            "  ANCHOR_API_KEY            a key with which commitments are anchored on a",
            "                            chain, and nothing else is done",
            "  ANCHOR_IP_ALLOWLIST       the addresses from which that needs no key,",
            "                            separated by commas (none)",
            "  ACCESS_LOG                whether each call is a line in the log, without",
            "                            paths, payloads and keys (false)",
            "  METRICS_WITHOUT_KEY       whether this machine itself reads /metrics without",
            "                            a key (true); not behind a proxy on this machine",
            "                            that adds no header",
            "  AUTH_MODE                 required or disabled (required)",
            "  ALLOW_AUTH_DISABLED       whether AUTH_MODE=disabled may listen on more than",
            "                            a loopback address (false)",
            "  BOOTSTRAP_ADMIN_API_KEY   the API key; without it, on SQLite, one is made and",
            "                            kept in the data directory",
            "  JWT_SECRET                tokens signed by HS256 with this secret, 32 bytes",
            "                            or more, let callers in (none)",
            "  JWT_PUBLIC_KEY            likewise by RS256, ES256 or EdDSA, with this public",
            "                            key in PEM",
            "  JWT_JWKS_FILE             likewise, with the public keys of this JSON Web Key",
            "                            Set",
            "  JWT_ISSUER, JWT_AUDIENCE  what iss and aud of tokens must be",
            "                            (stateset-sequencer, stateset-api)",
            "  RATE_LIMIT_PER_MINUTE     the most calls of a tenant in a minute; keys may",
            "                            have limits of their own (none)",
            "  PUBLIC_AGENT_REGISTRATION_ENABLED",
            "                            whether unknown agents may register, each for a",
            "                            tenant of its own (false)",
            "  PUBLIC_AGENT_REGISTRATION_RATE_LIMIT_PER_MINUTE",
            "                            how many may do so from one address in a minute",
            "                            (30)",
            "  ADMIN_IP_ALLOWLIST        addresses and blocks from which administrators may",
            "                            call, separated by commas (all)",
            "  TRUST_PROXY_HEADERS       whether X-Forwarded-For ends with the caller's",
            "                            address, by the proxy in front (false)",
            "  REQUIRE_PROOF_OF_POSSESSION",
            "                            register an agent's key only with a proof that its",
            "                            holder registers it (false)",
            "  REFUSE_AGENT_COPIES       whether an agent that finds another device with its",
            "                            identity is to send nothing; else it warns (false)",
            "  AUDIT_LOG_ENABLED         whether what is done to keys, schemas, payloads and",
            "                            histories is written down, in a stream (true)",
            "  CORS_ALLOW_ORIGINS        origins whose web pages may call, separated by",
            "                            commas, or * for all (none)",
            "  MAX_BODY_SIZE_BYTES       the most bytes of a request's body (10485760)",
            "  MAX_EVENTS_PER_BATCH      the most events of a batch (1000)",
            "  MAX_EVENT_PAYLOAD_SIZE    the most bytes of an event's payload (1048576)",
            "  VIRTUAL_THREADS           whether calls run on virtual threads; auto means on",
            "                            JDK 24 and later (auto)",
            "  IGNORE_UNSUPPORTED        protections that are asked for, but not supported,",
            "                            to start without all the same",
            "  LOG_FORMAT                text or json (text)",
            "  LOG_LEVEL or RUST_LOG     off, error, warn, info, debug, trace (info)",
            "",
            "\"config check\" shows what is in effect."
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class ServeCommand implements Callable<Integer> {

    private static final int EXIT_CANNOT_START = 1;
    private static final int EXIT_CONFIGURATION = 2;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServeOptions options;

    @Mixin
    private JsonOption json;

    /** Made by picocli. */
    public ServeCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try {
            Settings settings = options.settings(System.getenv());
            ServerConfig config = ServerConfig.from(settings);
            config.logFormat().use(config.logLevel());
            settings.warnings().forEach(LoggerFactory.getLogger(ServeCommand.class)::warn);
            return serve(config);
        } catch (ConfigurationException e) {
            return refuse(e.getMessage(), EXIT_CONFIGURATION);
        } catch (StartException e) {
            LoggerFactory.getLogger(ServeCommand.class).debug("The server cannot start", e);
            return refuse(e.getMessage(), EXIT_CANNOT_START);
        }
    }

    private int serve(ServerConfig config) throws InterruptedException {
        Termination termination = Termination.listen();
        try (ConfiguredServer server = ConfiguredServer.start(config)) {
            say(Ready.of(server, config), PayloadVariables.describe(config.payloads()));
            termination.await();
        }
        json.print(Map.of("status", "ended"));
        return 0;
    }

    /** The line that says where it listens is the last one: who waits for it has read the others. */
    private void say(Ready ready, String ofPayloads) {
        PrintWriter out = spec.commandLine().getOut();
        json.print(ready);
        if (ready.apiKeyFile() != null) {
            json.text("The API key is in " + ready.apiKeyFile());
        }
        if (ready.signingKeyFile() != null) {
            json.text("The signing key is in " + ready.signingKeyFile()
                    + ": receipts stay the same as long as you keep it");
        }
        if (ready.headsLogKey() != null) {
            json.text("Witnesses know the log of heads by " + ready.headsLogKey());
        }
        json.text("Ed25519 signatures are made and verified by " + SignatureVerifier.standard());
        json.text(ofPayloads);
        json.text("Listening on " + ready.url() + ", " + ready.store());
        out.flush();
    }

    private int refuse(@Nullable String message, int exitCode) {
        JsonOption.fail(spec, String.valueOf(message), exitCode);
        spec.commandLine().getErr().println(message);
        return exitCode;
    }

    /**
     * A server that answers, for programs.
     *
     * @param status {@code ready}
     * @param url where it listens
     * @param payloadEncryption the mode
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Ready(
            String status,
            String url,
            String store,
            String payloadEncryption,
            @Nullable String apiKeyFile,
            @Nullable String signingKeyFile,
            @Nullable String headsLogKey) {

        private static Ready of(ConfiguredServer server, ServerConfig config) {
            return new Ready(
                    "ready",
                    server.url(),
                    config.store().describe(),
                    config.payloads().mode().name().toLowerCase(Locale.ROOT),
                    server.apiKeyFile().map(Path::toString).orElse(null),
                    server.signingKeyFile().map(Path::toString).orElse(null),
                    server.headsLogKey().orElse(null));
        }
    }
}
