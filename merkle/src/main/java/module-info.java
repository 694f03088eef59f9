/** Hashing for verifiable logs. Needs nothing but the JDK. */
module com.stateset.sequencer.merkle {
    requires static org.jspecify;

    exports com.stateset.sequencer.merkle;
}
