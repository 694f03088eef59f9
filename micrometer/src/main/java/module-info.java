/** Binds a sequencer to a Micrometer registry. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Micrometer has only a name
module com.stateset.sequencer.micrometer {
    requires transitive com.stateset.sequencer.core;
    requires com.stateset.sequencer.projection;
    requires transitive com.stateset.sequencer.witness;
    requires transitive micrometer.core;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer.micrometer;
}
