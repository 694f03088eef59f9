/**
 * Audits a stream, a proof or a bundle, from what is stored or over HTTP, and watches a sequencer over time. Nothing here writes to
 * a store, but for the backfill, which verifies first.
 */
module com.stateset.sequencer.verify {
    requires transitive com.stateset.sequencer.core;
    requires transitive com.stateset.sequencer.protocol;
    requires static transitive com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer.verify;
    exports com.stateset.sequencer.verify.bundle;
    exports com.stateset.sequencer.verify.legacy;
    exports com.stateset.sequencer.verify.monitor;
    exports com.stateset.sequencer.verify.remote;

    opens com.stateset.sequencer.verify.monitor to
            com.fasterxml.jackson.databind;
    opens com.stateset.sequencer.verify.legacy to
            com.fasterxml.jackson.databind;
    opens com.stateset.sequencer.verify.bundle to
            com.fasterxml.jackson.databind;
}
