/** Projections: what is made of events, and the runners that keep it up to date. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module com.stateset.sequencer.projection {
    requires transitive com.stateset.sequencer.core;
    requires transitive java.sql;
    requires transitive org.jdbi.v3.core;
    // Jdbi, an automatic module, cannot say so itself.
    requires io.leangen.geantyref;
    requires org.slf4j;
    requires static transitive com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer.projection;
    exports com.stateset.sequencer.projection.jdbi;
    exports com.stateset.sequencer.projection.runner;
    exports com.stateset.sequencer.projection.spi;
}
