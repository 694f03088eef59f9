/** The offline agent. */
module com.stateset.sequencer.sync {
    requires transitive com.stateset.sequencer.core;
    requires transitive com.stateset.sequencer.protocol;
    requires java.net.http;
    requires org.slf4j;
    requires static transitive com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer.sync;
    exports com.stateset.sequencer.sync.agent;
    exports com.stateset.sequencer.sync.author;
    exports com.stateset.sequencer.sync.conflict;
    exports com.stateset.sequencer.sync.encryption;
    exports com.stateset.sequencer.sync.http;
    exports com.stateset.sequencer.sync.recovery;
}
