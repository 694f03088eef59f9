module shop {
    requires com.stateset.sequencer.sqlite;
}
