/** What goes over the wire: PROTOCOL sections 5 and 6. */
@SuppressWarnings("requires-automatic") // Failsafe has only a name
module com.stateset.sequencer.protocol {
    requires transitive com.stateset.sequencer.core;
    requires transitive com.fasterxml.jackson.databind;
    requires dev.failsafe.core;
    requires transitive java.net.http;
    requires static transitive com.google.errorprone.annotations;
    // Not static: which members may be absent is read from its annotation while the program runs.
    requires transitive org.jspecify;

    exports com.stateset.sequencer.protocol;
    exports com.stateset.sequencer.protocol.anchor;
    exports com.stateset.sequencer.protocol.cloudevents;
    exports com.stateset.sequencer.protocol.history;
    exports com.stateset.sequencer.protocol.http;
    exports com.stateset.sequencer.protocol.ingest;
    exports com.stateset.sequencer.protocol.json;
    exports com.stateset.sequencer.protocol.keys;
    exports com.stateset.sequencer.protocol.projection;
    exports com.stateset.sequencer.protocol.schema;
    exports com.stateset.sequencer.protocol.scope;

    opens com.stateset.sequencer.protocol to
            com.fasterxml.jackson.databind;
    opens com.stateset.sequencer.protocol.anchor to
            com.fasterxml.jackson.databind;
    opens com.stateset.sequencer.protocol.cloudevents to
            com.fasterxml.jackson.databind;
    opens com.stateset.sequencer.protocol.history to
            com.fasterxml.jackson.databind;
    opens com.stateset.sequencer.protocol.ingest to
            com.fasterxml.jackson.databind;
    opens com.stateset.sequencer.protocol.json to
            com.fasterxml.jackson.databind;
    opens com.stateset.sequencer.protocol.keys to
            com.fasterxml.jackson.databind;
    opens com.stateset.sequencer.protocol.projection to
            com.fasterxml.jackson.databind;
    opens com.stateset.sequencer.protocol.schema to
            com.fasterxml.jackson.databind;
    opens com.stateset.sequencer.protocol.scope to
            com.fasterxml.jackson.databind;
}
