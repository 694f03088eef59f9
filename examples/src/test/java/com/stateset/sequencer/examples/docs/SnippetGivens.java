package com.stateset.sequencer.examples.docs;

import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.stateset.sequencer.testsupport.TestPostgres;
import com.stateset.sequencer.tlog.VerifierKey;
import com.stateset.sequencer.witness.WitnessAddress;
import com.stateset.sequencer.witness.Witnessing;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** What the code of a page may say that it is given, one thing of each type. */
final class SnippetGivens {

    private static final Map<Class<?>, Supplier<?>> BY_TYPE = Map.of(
            MeterRegistry.class,
            SimpleMeterRegistry::new,
            EventStore.class,
            SqliteEventStore::inMemory,
            Witnessing.class,
            SnippetGivens::witnessing,
            HikariDataSource.class,
            SnippetGivens::postgres);

    private SnippetGivens() {}

    static Object of(Class<?> type) {
        return Objects.requireNonNull(BY_TYPE.get(type), type + " is not among the givens")
                .get();
    }

    /** By a witness that is away. */
    private static Witnessing witnessing() {
        byte[] key = SigningKey.generate().publicKey().toByteArray();
        return Witnessing.by(
                List.of(new WitnessAddress(
                        VerifierKey.ofWitness("example.com/witness", key), URI.create("http://localhost:1"))),
                1);
    }

    /** As Spring Boot makes it by default. */
    private static HikariDataSource postgres() {
        URI database = URI.create(TestPostgres.shared().createDatabase());
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:postgresql://" + database.getHost() + ":" + database.getPort() + database.getPath());
        pool.setUsername("postgres");
        pool.setPassword("postgres");
        return pool;
    }
}
