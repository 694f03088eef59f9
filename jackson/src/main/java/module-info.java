/** Jackson modules: the log's values as JSON, and payloads that survive canonical JSON. */
module com.stateset.sequencer.jackson {
    requires transitive com.stateset.sequencer.core;
    requires com.stateset.sequencer.protocol;
    requires transitive com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.datatype.jdk8;
    requires com.fasterxml.jackson.datatype.jsr310;
    requires static transitive com.google.errorprone.annotations;
    requires static transitive org.jspecify;
    // For SequencerJackson3Module only.
    requires static transitive tools.jackson.databind;

    exports com.stateset.sequencer.jackson;

    // That of Jackson 3 is found on the class path only: a module cannot provide what another that may be absent
    // declares.
    provides com.fasterxml.jackson.databind.Module with
            com.stateset.sequencer.jackson.SequencerJackson2Module;
}
