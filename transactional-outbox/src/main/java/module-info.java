/** Events written in the application's own transaction, and the relay that appends them to the log. */
module com.stateset.sequencer.outbox.transactional {
    requires transitive com.stateset.sequencer.core;
    requires transitive java.sql;
    requires org.slf4j;
    requires static transitive com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer.outbox.transactional;
}
