package com.stateset.sequencer.benchmarks.read;

import com.stateset.sequencer.testsupport.TestPostgres;

/** A database of its own on a durable PostgreSQL server, which stops with this JVM. */
record ServerDatabase(String url) implements AutoCloseable {

    static ServerDatabase create() {
        return new ServerDatabase(TestPostgres.shared().createDatabase());
    }

    /** The URL for plain JDBC. */
    String jdbcUrl() {
        return jdbcUrl(url);
    }

    static String jdbcUrl(String url) {
        int at = url.indexOf('@');
        String[] credentials = url.substring(url.indexOf("://") + 3, at).split(":", 2);
        return "jdbc:postgresql://" + url.substring(at + 1) + "?user=" + credentials[0] + "&password=" + credentials[1];
    }

    @Override
    public void close() {
        TestPostgres.shared().dropDatabase(url);
    }
}
