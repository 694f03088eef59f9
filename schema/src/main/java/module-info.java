/** Schemas of payloads. */
@SuppressWarnings("requires-automatic") // RE2/J has only the name of its file
module com.stateset.sequencer.schema {
    requires transitive com.stateset.sequencer.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.github.benmanes.caffeine;
    requires re2j;
    requires com.networknt.schema;
    requires org.slf4j;
    requires static transitive com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer.schema;
}
