package com.stateset.sequencer.cli.serve;

import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.postgres.PostgresEventStoreBuilder;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the server keeps its events. */
public sealed interface StoreConfig {

    /**
     * Looks at what can be seen without opening the store, and changes nothing.
     *
     * @throws ConfigurationException if it cannot be opened as it is configured
     */
    void check();

    /** Sees to it that what the store is kept in is there, and closed to others. */
    void prepare();

    /** Opens the store. */
    EventStore open();

    /** The directory that it is kept in, and the server's secrets with it; empty for a database, which has its own place. */
    Optional<Path> directory();

    /** Says which store this is, without its secrets. */
    String describe();

    /**
     * The embedded store, in a file of the data directory, which is made if need be.
     *
     * @param migrate whether the schema is brought up to date at the start
     */
    record Embedded(Path dataDirectory, boolean migrate) implements StoreConfig {

        private static final String FILE = "events.db";

        /** One that is brought up to date. */
        public Embedded(Path dataDirectory) {
            this(dataDirectory, true);
        }

        @Override
        public void check() {
            DataDirectory.check(dataDirectory);
            ServerKeys.check(dataDirectory);
        }

        @Override
        public void prepare() {
            DataDirectory.prepare(dataDirectory);
        }

        @Override
        public EventStore open() {
            DataDirectory.create(dataDirectory);
            Path file = dataDirectory.resolve(FILE);
            return migrate ? SqliteEventStore.open(file) : SqliteEventStore.openMigrated(file);
        }

        @Override
        public Optional<Path> directory() {
            return Optional.of(dataDirectory);
        }

        @Override
        public String describe() {
            return "SQLite in " + dataDirectory.resolve(FILE);
        }
    }

    /**
     * A PostgreSQL database.
     *
     * @param url in one of the forms {@code postgres://}, {@code postgresql://} or {@code jdbc:postgresql:}
     * @param maxConnections the most connections that the server opens
     * @param migrate whether the schema is brought up to date at the start
     * @param timeouts how long it is waited for
     * @param replicaUrl a read replica of it, likewise; empty for none
     */
    record Postgres(
            String url, int maxConnections, boolean migrate, DatabaseTimeouts timeouts, Optional<String> replicaUrl)
            implements StoreConfig {

        private static final Pattern FORM = Pattern.compile("(?:postgres|postgresql|jdbc:postgresql):.+");
        /** Only where nothing before it can be taken for a part of it: a password may hold anything. */
        private static final Pattern PLACE = Pattern.compile("[a-z:]+://(?:[^/?#@]*@)?([^/?#@]+/[^/?#@]+)(?:[?#].*)?");

        public Postgres {
            requireForm("DATABASE_URL", url);
            replicaUrl.ifPresent(replica -> requireForm("READ_DATABASE_URL", replica));
        }

        /** A database without a replica. */
        public Postgres(String url, int maxConnections, boolean migrate, DatabaseTimeouts timeouts) {
            this(url, maxConnections, migrate, timeouts, Optional.empty());
        }

        private static void requireForm(String name, String url) {
            if (!FORM.matcher(url).matches()) {
                throw new ConfigurationException(
                        name + " must begin with postgres://, postgresql:// or jdbc:postgresql: to name a database.");
            }
        }

        @Override
        public void check() {
            builder();
        }

        @Override
        public void prepare() {
            check();
        }

        @Override
        public EventStore open() {
            return builder().open();
        }

        @Override
        public Optional<Path> directory() {
            return Optional.empty();
        }

        private PostgresEventStoreBuilder builder() {
            PostgresEventStoreBuilder builder = understood("DATABASE_URL", () -> PostgresEventStore.builder(url));
            builder.maxConnections(maxConnections).migrate(migrate);
            timeouts.applyTo(builder);
            return replicaUrl
                    .map(replica -> understood("READ_DATABASE_URL", () -> builder.readReplica(replica)))
                    .orElse(builder);
        }

        private static PostgresEventStoreBuilder understood(String name, Supplier<PostgresEventStoreBuilder> step) {
            try {
                return step.get();
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException(name + " cannot be used: " + e.getMessage() + ".");
            }
        }

        @Override
        public String describe() {
            return place(url)
                    + replicaUrl
                            .map(replica -> " with the read replica " + place(replica) + " (READ_DATABASE_URL)")
                            .orElse("");
        }

        /** Says where a database is, without the secrets of its URL. */
        static String place(String url) {
            Matcher place = PLACE.matcher(url);
            return place.matches() ? "PostgreSQL at " + place.group(1) : "PostgreSQL";
        }

        /** Leaves out the URL, which may hold a password. */
        @Override
        public String toString() {
            return describe();
        }
    }
}
