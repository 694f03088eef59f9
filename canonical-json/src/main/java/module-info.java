/** RFC 8785 canonical JSON with strict parsing. */
module com.stateset.sequencer.json {
    requires com.fasterxml.jackson.core;
    requires static transitive com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer.json;
}
