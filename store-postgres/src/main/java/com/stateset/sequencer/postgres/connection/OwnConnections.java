package com.stateset.sequencer.postgres.connection;

import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections beside the pool, for what would keep one of the pool's for good. */
public final class OwnConnections {

    private OwnConnections() {}

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
