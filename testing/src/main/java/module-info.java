/** Tests of what applications build on the event log. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module com.stateset.sequencer.test {
    requires transitive com.stateset.sequencer.core;
    requires transitive com.stateset.sequencer.projection;
    requires com.stateset.sequencer.sqlite;
    requires transitive org.jdbi.v3.core;
    requires static transitive com.google.errorprone.annotations;
    // For SequencerExtension only.
    requires static transitive org.junit.jupiter.api;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer.test;
}
