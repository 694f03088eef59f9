/** An agent's events, and its copy of the stream, in one SQLite file. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module com.stateset.sequencer.outbox {
    requires transitive com.stateset.sequencer.sync;
    // Flyway has no module name of its own: this one is made from the name of its jar.
    requires flyway.core;
    requires java.sql;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;
    requires static transitive com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer.outbox;

    // Flyway reads the scripts.
    opens com.stateset.sequencer.outbox.migration;
}
