package com.stateset.sequencer.cli.source;

import com.stateset.sequencer.audit.AuditAction;
import com.stateset.sequencer.audit.AuditActor;
import com.stateset.sequencer.audit.AuditDeed;
import com.stateset.sequencer.cli.serve.ConfigurationException;
import com.stateset.sequencer.cli.serve.DatabaseTimeouts;
import com.stateset.sequencer.cli.serve.PayloadVariables;
import com.stateset.sequencer.cli.serve.StoreConfig;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.sealing.PayloadEncryption;
import com.stateset.sequencer.spi.EventStore;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which store. What is said on the command line overrides the environment. */
@SuppressWarnings("NullAway.Init") // picocli sets the spec
public final class StoreOptions {

    private static final String FILE = "events.db";
    private static final String DEFAULT_DIRECTORY = "sequencer-data";
    private static final int CONNECTIONS = 4;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description =
                    "A PostgreSQL database. Default: the environment variable DATABASE_URL, which other users of the "
                            + "machine cannot see: put a password there.")
    private @Nullable String databaseUrl;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data directory of a server on SQLite. Default: the environment variable DATA_DIR, or "
                    + DEFAULT_DIRECTORY + ".")
    private @Nullable String data;

    boolean isGiven() {
        return databaseUrl != null || data != null;
    }

    /** The store to read, after the command line or, if it says nothing, the environment. */
    public StoreConfig existing(Map<String, String> environment) {
        StoreConfig store = choose(environment, false);
        if (store instanceof StoreConfig.Embedded embedded && !Files.isRegularFile(file(embedded))) {
            throw usage("there is no " + FILE + " in " + embedded.dataDirectory()
                    + "; say with --data or --database-url where the events are");
        }
        return store;
    }

    /** Opens the {@linkplain #existing existing} store to read it: payloads are decrypted as far as the environment has keys. */
    public EventStore open(Map<String, String> environment) {
        return open(existing(environment), environment);
    }

    static EventStore open(StoreConfig config, Map<String, String> environment) {
        Optional<PayloadEncryption> keys = PayloadVariables.reading(environment);
        EventStore store = config.open();
        return keys.isPresent() ? keys.get().over(store) : store;
    }

    /**
     * Does a deed to the {@linkplain #existing existing} store, and writes it down in the audit log as a server does, unless the environment
     * says that there is none. Its entries are signed with the key of the server, if that is at hand; if not, that is said.
     *
     * <p>Behind signed entries none is written that is not: an audit would take it for damage.
     *
     * @param work does it, on whatever handle of the store
     * @param found what the last entry says besides
     * @throws ConfigurationException if an entry has to be signed, and the key is not at hand; then it was not begun
     */
    public <T> T perform(
            AuditDeed deed,
            Map<String, String> environment,
            Supplier<T> work,
            Function<? super T, Map<String, ?>> found) {
        try (Deeds deeds = deeds(environment)) {
            return deeds.perform(deed, work, found);
        }
    }

    /** The same for any number of deeds. */
    public Deeds deeds(Map<String, String> environment) {
        return new Deeds(existing(environment), environment, spec.commandLine().getErr());
    }

    /** What a command is about to do to a whole database: it stands in the audit log of the server, of no tenant. */
    public static AuditDeed deed(AuditAction action, Map<String, ?> details) {
        return new AuditDeed(AuditDeed.SERVER, actor(), action, new EntityRef("database", "all"), details, null);
    }

    /** Who runs a command: the user of this machine. */
    public static AuditActor actor() {
        return new AuditActor("command_line", System.getProperty("user.name"));
    }

    /** The store to bring up to date; it may be a new one, in a directory that is there. */
    public StoreConfig toMigrate(Map<String, String> environment) {
        StoreConfig store = choose(environment, true);
        if (store instanceof StoreConfig.Embedded embedded && !Files.isDirectory(embedded.dataDirectory())) {
            throw usage("there is no directory " + embedded.dataDirectory()
                    + "; say with --data or --database-url where the events are");
        }
        return store;
    }

    private StoreConfig choose(Map<String, String> environment, boolean migrate) {
        if (databaseUrl != null && data != null) {
            throw usage("give --database-url or --data, not both");
        }
        if (data != null) {
            return embedded(data);
        }
        String url = databaseUrl != null ? databaseUrl : environment.getOrDefault("DATABASE_URL", "");
        if (databaseUrl != null || !url.isBlank()) {
            return postgres(url.strip(), migrate);
        }
        String directory = environment.getOrDefault("DATA_DIR", "");
        return embedded(directory.isBlank() ? DEFAULT_DIRECTORY : directory.strip());
    }

    /** The event file of a store on SQLite. */
    public static Path file(StoreConfig.Embedded store) {
        return store.dataDirectory().resolve(FILE);
    }

    private StoreConfig.Embedded embedded(String directory) {
        try {
            return new StoreConfig.Embedded(Path.of(directory));
        } catch (InvalidPathException e) {
            throw usage("'" + directory + "' cannot name a directory");
        }
    }

    private StoreConfig postgres(String url, boolean migrate) {
        try {
            return new StoreConfig.Postgres(url, CONNECTIONS, migrate, DatabaseTimeouts.DEFAULTS);
        } catch (ConfigurationException e) {
            throw usage("--database-url must begin with postgres://, postgresql:// or jdbc:postgresql:");
        }
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
