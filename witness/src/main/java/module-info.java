/**
 * Asking witnesses, and being one: see the package. Apart from core, so that a program that asks none has no HTTP client for it,
 * and a witness that is no sequencer has no store.
 */
module com.stateset.sequencer.witness {
    requires transitive com.stateset.sequencer.core;
    requires java.net.http;
    requires org.slf4j;
    requires static transitive com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer.witness;
}
