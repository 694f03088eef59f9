/** The public formats of transparency logs. Needs nothing but the JDK and this project's hashes. */
module com.stateset.sequencer.tlog {
    requires transitive com.stateset.sequencer.merkle;
    requires static transitive org.jspecify;

    exports com.stateset.sequencer.tlog;
}
