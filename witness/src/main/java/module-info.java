/** Asking witnesses, and being one. */
module com.stateset.sequencer.witness {
    requires transitive com.stateset.sequencer.core;
    requires java.net.http;
    requires org.slf4j;
    requires static transitive com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer.witness;
}
