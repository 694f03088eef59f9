/** Audits a stream from what is stored of it. */
module com.stateset.sequencer.verify {
    requires transitive com.stateset.sequencer.core;
    requires static transitive com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer.verify;
}
