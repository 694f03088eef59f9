package com.stateset.sequencer.spring;

import com.stateset.sequencer.spi.EventStore;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Opens the store that the properties name. Each store is a module that the application adds or leaves out: its class is touched only
 * when it is there.
 */
final class StoreOpening {

    private static final String URL = "sequencer.url";

    private final SequencerProperties properties;
    private final Supplier<@Nullable DataSource> database;

    /**
     * Makes it.
     *
     * @param database gives the application's data source, if there is one
     */
    StoreOpening(SequencerProperties properties, Supplier<@Nullable DataSource> database) {
        this.properties = properties;
        this.database = database;
    }

    EventStore open() {
        String url = properties.url();
        if (!StringUtils.hasText(url)) {
            return overDatabase();
        }
        if (url.startsWith(SqliteOpening.SCHEME) || url.startsWith("jdbc:" + SqliteOpening.SCHEME)) {
            require("com.stateset.sequencer.sqlite.SqliteEventStore", "sequencer-store-sqlite");
            return SqliteOpening.open(url.substring(url.indexOf(SqliteOpening.SCHEME)));
        }
        require("com.stateset.sequencer.postgres.PostgresEventStore", "sequencer-store-postgres");
        return PostgresOpening.connect(url, properties.postgres());
    }

    private EventStore overDatabase() {
        DataSource given = database.get();
        if (given == null) {
            throw new InvalidConfigurationPropertyValueException(
                    URL,
                    null,
                    "It says where the events are kept, and there is no (or not exactly one) DataSource bean to keep"
                            + " them in: set it, for example to sqlite:events.db, or configure spring.datasource.url for"
                            + " PostgreSQL.");
        }
        require("com.stateset.sequencer.postgres.PostgresEventStore", "sequencer-store-postgres");
        if (!PostgresOpening.isPostgres(given)) {
            throw new InvalidConfigurationPropertyValueException(
                    URL,
                    null,
                    "The DataSource bean is not PostgreSQL, so the events need a place of their own: set it, for"
                            + " example to sqlite:events.db.");
        }
        return PostgresOpening.over(given, properties.postgres());
    }

    private static void require(String type, String artifact) {
        if (!ClassUtils.isPresent(type, StoreOpening.class.getClassLoader())) {
            throw new InvalidConfigurationPropertyValueException(
                    URL,
                    null,
                    "The store that it names is in the artifact com.stateset.sequencer:" + artifact
                            + ", which is missing.");
        }
    }
}
