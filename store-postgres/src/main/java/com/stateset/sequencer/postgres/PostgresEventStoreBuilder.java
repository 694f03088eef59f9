package com.stateset.sequencer.postgres;

import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.postgres.connection.EnoughConnections;
import com.stateset.sequencer.postgres.connection.Migrations;
import com.stateset.sequencer.postgres.connection.OwnConnections;
import com.stateset.sequencer.postgres.connection.Pooler;
import com.stateset.sequencer.postgres.connection.PostgresTimeouts;
import com.stateset.sequencer.postgres.connection.PostgresUrl;
import com.stateset.sequencer.postgres.connection.SqlErrors;
import com.stateset.sequencer.postgres.replica.ReplicaReads;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Configures a {@link PostgresEventStore}. Not thread-safe. */
public final class PostgresEventStoreBuilder {

    /** The database, the driver and the pool count milliseconds in 31 bits; what is longer is for ever. */
    private static final Duration LONGEST = Duration.ofDays(24);

    /** The pool's own lower bound. */
    private static final Duration SHORTEST_CONNECT_TIMEOUT = Duration.ofMillis(250);

    /** More connections for appends than one pay off for streams that share nothing, more than the cores do not. */
    private static final int USEFUL_APPENDS =
            Math.max(2, Math.min(8, Runtime.getRuntime().availableProcessors()));

    private final @Nullable PostgresUrl url;
    private final @Nullable DataSource given;
    private @Nullable PostgresUrl replica;
    private int maxConnections = 10;
    private @Nullable Integer appendConnections;
    private boolean migrate = true;
    private Duration connectTimeout = Duration.ofSeconds(3);
    private @Nullable Duration statementTimeout;
    private Duration lockTimeout = Duration.ofMillis(500);
    private Duration idleInTransactionTimeout = Duration.ofSeconds(5);
    private Duration retryFor = Duration.ofSeconds(2);
    private Duration networkTimeout = Duration.ofSeconds(30);

    PostgresEventStoreBuilder(PostgresUrl url) {
        this.url = url;
        this.given = null;
    }

    PostgresEventStoreBuilder(DataSource given) {
        this.url = null;
        this.given = given;
    }

    /**
     * Sets how many connections the store's own pool holds at most. Defaults to 10; at least 2. Without effect on a data
     * source of the application's.
     */
    public PostgresEventStoreBuilder maxConnections(int value) {
        if (value < 2) {
            throw new IllegalArgumentException("maxConnections is " + value + "; it must be at least 2");
        }
        this.maxConnections = value;
        return this;
    }

    /**
     * Sets how many connections at most are kept for appends, from the first append that needs them until the store is closed.
     * Defaults to 1 of a data source of the application's; to 2 to 8, by the number of processors, of the store's own pool, but
     * no more than half of it. At least 1, and fewer than the pool has. One fills a stream; more help streams that share nothing.
     */
    public PostgresEventStoreBuilder appendConnections(int value) {
        if (value < 1) {
            throw new IllegalArgumentException("appendConnections is " + value + "; it must be at least 1");
        }
        this.appendConnections = value;
        return this;
    }

    /** Sets whether opening brings the schema up to date. Defaults to true; if not, opening refuses an outdated one. */
    public PostgresEventStoreBuilder migrate(boolean value) {
        this.migrate = value;
        return this;
    }

    /**
     * Sets how long to wait for a connection. Defaults to 3 seconds; at least 250 milliseconds. Without effect on a data source
     * of the application's.
     */
    public PostgresEventStoreBuilder connectTimeout(Duration value) {
        if (positive("connectTimeout", value).compareTo(SHORTEST_CONNECT_TIMEOUT) < 0) {
            throw new IllegalArgumentException(
                    "connectTimeout is " + value + "; it must be at least " + SHORTEST_CONNECT_TIMEOUT);
        }
        this.connectTimeout = positive("connectTimeout", value);
        return this;
    }

    /**
     * Sets how long a statement may take before the database cancels it, migrations excepted. Defaults to what the database is set to for
     * the role. Without effect on a data source of the application's, and on one's connections through a pooler that shares sessions.
     */
    public PostgresEventStoreBuilder statementTimeout(Duration value) {
        this.statementTimeout = positive("statementTimeout", value);
        return this;
    }

    /** Sets how long an append waits for a stream that another writer holds. Defaults to 500 milliseconds. */
    public PostgresEventStoreBuilder lockTimeout(Duration value) {
        this.lockTimeout = positive("lockTimeout", value);
        return this;
    }

    /**
     * Sets after how long the database takes a stream away from a writer that froze while holding it. Defaults to 5 seconds.
     */
    public PostgresEventStoreBuilder idleInTransactionTimeout(Duration value) {
        this.idleInTransactionTimeout = positive("idleInTransactionTimeout", value);
        return this;
    }

    /** Sets for how long an append is tried again while the database cannot be reached. Defaults to 2 seconds. */
    public PostgresEventStoreBuilder retryFor(Duration value) {
        this.retryFor = positive("retryFor", value);
        return this;
    }

    /**
     * Sets how long an answer of the database is waited for before the connection is given up: also on connections of a data
     * source of the application's, as long as they are borrowed, unless they have a shorter limit. Defaults to 30 seconds.
     */
    public PostgresEventStoreBuilder networkTimeout(Duration value) {
        this.networkTimeout = positive("networkTimeout", value);
        return this;
    }

    /**
     * Sets a read replica, a streaming one of PostgreSQL's, from which pages of streams and entities are read where it holds all that the
     * primary does, so that an answer is never another one than the primary's; see {@link PostgresEventStore#readReplica}. Everything
     * else, proofs and what is signed above all, comes from the primary. Defaults to none. The pool for it is as large as the store's own.
     *
     * @param value in the forms that {@link PostgresEventStore#builder(String)} takes
     * @throws IllegalArgumentException if it has none of them
     */
    public PostgresEventStoreBuilder readReplica(String value) {
        this.replica = PostgresUrl.parse(value);
        return this;
    }

    /**
     * Opens the store. A read replica that cannot be reached is warned of.
     *
     * @throws IllegalArgumentException if appends would keep all connections of the store's own pool
     * @throws StoreUnavailableException if the database cannot be reached
     * @throws com.stateset.sequencer.error.StoreFailedException if its schema is not the one this library needs, a data source
     *     of the application's does not give as many connections at once as the store needs, or the read replica is not one of this
     *     database or lets nobody in
     */
    public PostgresEventStore open() {
        PostgresTimeouts timeouts =
                new PostgresTimeouts(lockTimeout, idleInTransactionTimeout, retryFor, networkTimeout);
        return given == null ? openOwnPool(timeouts) : openOver(given, timeouts);
    }

    private PostgresEventStore openOver(DataSource database, PostgresTimeouts timeouts) {
        int kept = appendConnections == null ? 1 : appendConnections;
        new EnoughConnections(database, networkTimeout).require(kept + 1);
        Pooler pooler = Pooler.between(database);
        pooler.requireUnprepared();
        int schema = prepareSchema(database);
        return new PostgresEventStore(
                database,
                null,
                () -> {},
                timeouts,
                kept,
                pooler.isThere(),
                schema,
                openReplica(database),
                new PoolWatch());
    }

    private PostgresEventStore openOwnPool(PostgresTimeouts timeouts) {
        int ofPool = appendConnections == null ? Math.min(USEFUL_APPENDS, maxConnections / 2) : appendConnections;
        if (ofPool >= maxConnections) {
            throw new IllegalArgumentException("appendConnections is " + ofPool + "; maxConnections, which is "
                    + maxConnections + ", must be more");
        }
        PostgresUrl target = Objects.requireNonNull(url);
        PoolWatch watch = new PoolWatch();
        HikariDataSource pool = openPool(target, true, true, watch);
        try {
            boolean pooled = Pooler.between(pool).isThere();
            if (pooled) {
                pool.close();
                pool = openPool(target, false, true, watch);
            }
            DataSource own = OwnConnections.to(target, connectTimeout, networkTimeout);
            int schema = prepareSchema(statementTimeout == null ? pool : own);
            // What is listened for in one session of a pooler is told to another.
            return new PostgresEventStore(
                    pool, pooled ? null : own, pool, timeouts, ofPool, pooled, schema, openReplica(pool), watch);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /** Returns the number that the schema is at then. */
    private int prepareSchema(DataSource dataSource) {
        Migrations migrations = new Migrations(dataSource);
        migrations.requireUtf8();
        return migrate ? migrations.apply() : migrations.require();
    }

    /** Prepares nothing in its sessions: a gateway may stand before several replicas. Reads do not wait long for it: there is the primary. */
    private @Nullable HikariDataSource openReplica(DataSource primary) {
        if (replica == null) {
            return null;
        }
        ReplicaReads.require(primary, OwnConnections.to(replica, connectTimeout, networkTimeout));
        return openPool(replica, false, false, new PoolWatch());
    }

    private HikariDataSource openPool(PostgresUrl target, boolean prepare, boolean mustConnect, PoolWatch watch) {
        HikariConfig config = new HikariConfig();
        if (!mustConnect) {
            config.setInitializationFailTimeout(-1);
        }
        if (!prepare) {
            config.addDataSourceProperty("prepareThreshold", "0");
        }
        config.setPoolName("sequencer");
        config.setMetricsTrackerFactory(watch);
        config.setJdbcUrl(target.jdbcUrl());
        config.setDataSourceProperties(target.credentials());
        config.addDataSourceProperty("ApplicationName", "sequencer");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("socketTimeout", seconds(networkTimeout));
        config.addDataSourceProperty("connectTimeout", seconds(connectTimeout));
        config.addDataSourceProperty("loginTimeout", seconds(connectTimeout));
        if (statementTimeout != null) {
            config.setConnectionInitSql("set statement_timeout = " + Math.max(1, statementTimeout.toMillis()));
        }
        config.setMaximumPoolSize(maxConnections);
        config.setMinimumIdle(1);
        long patience = mustConnect ? connectTimeout.toMillis() : SHORTEST_CONNECT_TIMEOUT.toMillis();
        config.setConnectionTimeout(patience);
        config.setValidationTimeout(Math.min(patience, 1000));
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException e) {
            throw e.getCause() instanceof SQLException cause
                    ? SqlErrors.opening(cause)
                    : new StoreUnavailableException("the database cannot be reached", e);
        }
    }

    /** As text: the driver takes no notice of numbers. Never 0, which would be no limit. */
    private static String seconds(Duration timeout) {
        return Long.toString(Math.max(1, timeout.toSeconds()));
    }

    private static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be positive");
        }
        return value.compareTo(LONGEST) < 0 ? value : LONGEST;
    }
}
