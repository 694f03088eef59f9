/** The event store on PostgreSQL. */
@SuppressWarnings({"opens", "requires-automatic", "requires-transitive-automatic"})
module com.stateset.sequencer.postgres {
    requires transitive com.stateset.sequencer.core;
    requires transitive com.stateset.sequencer.projection;
    requires transitive java.sql;
    requires com.github.benmanes.caffeine;
    requires com.zaxxer.hikari;
    // Flyway has no module names of its own: these are made from the names of its jars.
    requires flyway.core;
    requires flyway.database.postgresql;
    requires org.jdbi.v3.core;
    requires org.jdbi.v3.sqlobject;
    requires org.postgresql.jdbc;
    requires org.slf4j;
    requires static org.checkerframework.checker.qual;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer.postgres;

    // Flyway reads the scripts; Jdbi makes the SQL objects.
    opens com.stateset.sequencer.postgres.migration;
    opens com.stateset.sequencer.postgres.commit to
            org.jdbi.v3.core,
            org.jdbi.v3.sqlobject;
    opens com.stateset.sequencer.postgres.keys to
            org.jdbi.v3.core,
            org.jdbi.v3.sqlobject;
    opens com.stateset.sequencer.postgres.read to
            org.jdbi.v3.core,
            org.jdbi.v3.sqlobject;
    opens com.stateset.sequencer.postgres.tables to
            org.jdbi.v3.core,
            org.jdbi.v3.sqlobject;
}
