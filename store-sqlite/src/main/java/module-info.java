/** The event store in one SQLite file. */
@SuppressWarnings({"opens", "requires-automatic", "requires-transitive-automatic"})
module com.stateset.sequencer.sqlite {
    requires transitive com.stateset.sequencer.core;
    requires transitive com.stateset.sequencer.projection;
    requires com.stateset.sequencer.sqlite.support;
    requires org.jdbi.v3.core;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer.sqlite;

    // The scripts are read from another module.
    opens com.stateset.sequencer.sqlite.migration;
}
