/** The event store in one SQLite file. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module com.stateset.sequencer.sqlite {
    requires transitive com.stateset.sequencer.core;
    requires transitive com.stateset.sequencer.projection;
    requires com.zaxxer.hikari;
    // Flyway has no module name of its own: this one is made from the name of its jar.
    requires flyway.core;
    requires java.sql;
    requires org.jdbi.v3.core;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer.sqlite;

    // Flyway reads the scripts.
    opens com.stateset.sequencer.sqlite.migration;
}
