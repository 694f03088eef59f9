/** What everything that lives in a SQLite file shares: the file, the one writer, the schema. Only for our own modules. */
@SuppressWarnings("module")
module com.stateset.sequencer.sqlite.support {
    requires transitive com.stateset.sequencer.core;
    requires transitive java.sql;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;
    requires static transitive com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer.sqlite.support to
            com.stateset.sequencer.sqlite,
            com.stateset.sequencer.outbox;
}
