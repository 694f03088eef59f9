package com.stateset.sequencer.cli.ingest;

/** Watches an import. */
public interface ImportProgress extends AutoCloseable {

    /** Watches nothing. */
    ImportProgress NONE = new ImportProgress() {
        @Override
        public void settled(long bytes, ImportTally tally) {}

        @Override
        public void notice(String sentence) {}
    };

    /**
     * Some more rows have their answer.
     *
     * @param bytes how much of the file lies up to here
     * @param tally what became of all rows so far
     */
    void settled(long bytes, ImportTally tally);

    /** Something happened that the user may want to know while waiting. Called from any thread. */
    void notice(String sentence);

    @Override
    default void close() {}
}
