package com.stateset.sequencer.cli;

import com.stateset.sequencer.postgres.PostgresEventStore;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.testsupport.TestPostgres;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** A server's database in PostgreSQL. */
final class ServerPostgres extends ServerDatabase {

    private final String url;

    ServerPostgres() {
        this(migrated());
    }

    private ServerPostgres(String url) {
        this.url = url;
    }

    /** Makes a database, empty but for the schema, and returns its URL. */
    static String migrated() {
        return TestPostgres.shared()
                .createDatabase(
                        "sequencer", url -> PostgresEventStore.connect(url).close());
    }

    @Override
    Map<String, String> place() {
        return Map.of("DATABASE_URL", url);
    }

    @Override
    public EventStore open() {
        return PostgresEventStore.connect(url);
    }

    @Override
    public ServerDatabase copy(Path target) {
        return new ServerPostgres(TestPostgres.shared().copyOf(url));
    }

    @Override
    String jdbcUrl() {
        URI uri = URI.create(url);
        String[] user = uri.getUserInfo().split(":", 2);
        return "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath() + "?user=" + user[0]
                + "&password=" + user[1];
    }

    @Override
    String dialect(String sql) {
        return sql.replace(
                        "{new event}",
                        "event_id = gen_random_uuid(), entity_id = 'new', entity_key = gen_random_uuid()")
                .replace("{nothing}", "''")
                .replaceAll("\\{(\\w+)}", "sequencer.$1");
    }

    @Override
    public void close() {
        TestPostgres.shared().dropDatabase(url);
    }
}
