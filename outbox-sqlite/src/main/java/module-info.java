/** An agent's events, and its copy of the stream, in one SQLite file. */
@SuppressWarnings("opens")
module com.stateset.sequencer.outbox {
    requires transitive com.stateset.sequencer.sync;
    requires transitive java.sql;
    requires com.stateset.sequencer.sqlite.support;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;
    requires static transitive com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer.outbox;

    // The scripts are read from another module.
    opens com.stateset.sequencer.outbox.migration;
}
