package com.stateset.sequencer.postgres.connection;

import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connections beside the pool, for what would keep one of the pool's for good: listening. Only to databases
 * that the store was given the URL of; of an application's data source none is kept beside those for appends.
 */
public final class OwnConnections {

    private OwnConnections() {}

    /**
     * A data source that opens a connection each time.
     *
     * @param connectTimeout for reaching the server and logging in; whole seconds, at least one
     * @param socketTimeout for any answer; longer than a listener waits for notifications, which are waited for
     *     in small pieces
     */
    public static DataSource to(PostgresUrl url, Duration connectTimeout, Duration socketTimeout) {
        int connectSeconds = (int) Math.max(1, connectTimeout.toSeconds());
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url.jdbcUrl());
        if (url.credentials().containsKey("user")) {
            source.setUser(url.credentials().getProperty("user"));
        }
        if (url.credentials().containsKey("password")) {
            source.setPassword(url.credentials().getProperty("password"));
        }
        source.setApplicationName("sequencer");
        source.setTcpKeepAlive(true);
        source.setConnectTimeout(connectSeconds);
        source.setLoginTimeout(connectSeconds);
        source.setSocketTimeout((int) Math.max(1, socketTimeout.toSeconds()));
        return source;
    }
}
