/** The event log: values, ingestion, reading, and what a store must do to carry it. */
module com.stateset.sequencer.core {
    requires transitive com.stateset.sequencer.json;
    requires transitive com.stateset.sequencer.merkle;
    requires transitive com.stateset.sequencer.tlog;
    requires com.fasterxml.jackson.core;
    requires transitive com.fasterxml.jackson.databind;
    requires java.sql;
    // Ed25519 is the JDK's without it; only end-to-end encryption needs it. As a provider of security services it is
    // resolved wherever it is on the module path.
    requires static org.bouncycastle.provider;
    requires org.slf4j;
    requires static transitive com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer;
    exports com.stateset.sequencer.aggregate;
    exports com.stateset.sequencer.anchor;
    exports com.stateset.sequencer.audit;
    exports com.stateset.sequencer.crypto;
    exports com.stateset.sequencer.dcb;
    exports com.stateset.sequencer.device;
    exports com.stateset.sequencer.encryption;
    exports com.stateset.sequencer.error;
    exports com.stateset.sequencer.event;
    exports com.stateset.sequencer.history;
    exports com.stateset.sequencer.ingest;
    exports com.stateset.sequencer.observe;
    exports com.stateset.sequencer.proof;
    exports com.stateset.sequencer.replay;
    exports com.stateset.sequencer.sealing;
    exports com.stateset.sequencer.spi;
    exports com.stateset.sequencer.spi.schema;
    exports com.stateset.sequencer.spi.seal;
    exports com.stateset.sequencer.spi.snapshot;
    exports com.stateset.sequencer.subscription;
}
