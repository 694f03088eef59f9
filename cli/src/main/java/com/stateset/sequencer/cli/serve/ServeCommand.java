package com.stateset.sequencer.cli.serve;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.stateset.sequencer.server.StartException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            "  DATABASE_URL              a PostgreSQL database; without it, SQLite in the data directory",
            "  MAX_DB_CONNECTIONS        the most connections to PostgreSQL (10)",
            "  DB_MIGRATE_ON_STARTUP     whether to bring the schema up to date (true)",
            "  DATA_DIR                  the data directory (sequencer-data)",
            "  VES_SEQUENCER_SIGNING_KEY   the key that signs receipts and commitments: 32 bytes in hex or base64;",
            "                            without it, on SQLite, one is made and kept in the data directory",
            "  VES_SEQUENCER_SIGNING_KEYS  the same and earlier keys, the current one first, separated by commas",
            "  VES_SEQUENCER_ID          who the sequencer is, a UUID; without it, one is made and kept in the store",
            "  COMMIT_EVERY_EVENTS       commit to a stream when so many of its events are new (only on request)",
            "  COMMIT_EVERY_SECONDS      commit to a stream when its oldest new event is so old (only on request)",
            "  LOG_NAME                  the name of the logs of history trees, such as example.com/orders; without it, one",
            "                            follows from the sequencer's id. To change it begins other logs",
            "  HEADS_LOG_SECONDS         how often heads that have moved are entered in the log of heads (10)",
            "  LOG_PUBLIC                whether the log of heads is read without a key (false)",
            "  AUTH_MODE                 required or disabled (required)",
            "  BOOTSTRAP_ADMIN_API_KEY   the API key; without it, on SQLite, one is made and kept in the data directory",
            "  REQUIRE_PROOF_OF_POSSESSION  register an agent's key only with a proof that its holder registers it (false)",
            "  LOG_LEVEL or RUST_LOG     off, error, warn, info, debug, trace (info)"
        })
public final class ServeCommand implements Callable<Integer> {

    private static final int EXIT_CANNOT_START = 1;
    private static final int EXIT_CONFIGURATION = 2;

    @Spec
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "PORT", description = "The port to listen on; 0 for any that is free.")
    private @Nullable String port;

    @Option(names = "--host", paramLabel = "HOST", description = "The address to listen on.")
    private @Nullable String host;

    @Option(names = "--data", paramLabel = "DIR", description = "The data directory.")
    private @Nullable String data;

    /** Made by picocli. */
    public ServeCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try {
            ServerConfig config = ServerConfig.from(variables());
            ((Logger) LoggerFactory.getLogger("com.stateset.sequencer"))
                    .setLevel(Level.valueOf(config.logLevel().name()));
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
        PrintWriter out = spec.commandLine().getOut();
        try (ConfiguredServer server = ConfiguredServer.start(config)) {
            server.apiKeyFile().ifPresent(file -> out.println("The API key is in " + file));
            server.signingKeyFile()
                    .ifPresent(file -> out.println(
                            "The signing key is in " + file + ": receipts stay the same as long as you keep it"));
            out.println("Listening on " + server.url() + ", " + config.store().describe());
            out.flush();
            termination.await();
        }
        return 0;
    }

    private int refuse(@Nullable String message, int exitCode) {
        spec.commandLine().getErr().println(message);
        return exitCode;
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(System.getenv());
        override(variables, "PORT", port);
        override(variables, "HOST", host);
        override(variables, "DATA_DIR", data);
        return variables;
    }

    private static void override(Map<String, String> variables, String name, @Nullable String option) {
        if (option != null) {
            variables.put(name, option);
        }
    }
}
