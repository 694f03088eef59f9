package com.stateset.sequencer.benchmarks.append;

/** A question about appends to an agent's outbox. */
enum OutboxBenchmarkCase {

    /** What an agent with a key gets. */
    SIGNED("Outbox, batches of 100, signed", 100, true),

    /** The same in large batches, as when a file is imported. */
    LARGE("Outbox, batches of 1000, signed", 1000, true),

    /** What an agent without a key gets. */
    UNSIGNED("Outbox, batches of 100, unsigned", 100, false);

    private final String question;
    private final int batch;
    private final boolean signed;

    OutboxBenchmarkCase(String question, int batch, boolean signed) {
        this.question = question;
        this.batch = batch;
        this.signed = signed;
    }

    String question() {
        return question;
    }

    int batch() {
        return batch;
    }

    boolean signed() {
        return signed;
    }
}
