package com.stateset.sequencer.benchmarks.workload;

/** What the events are about. */
public enum EntityMix {

    /** An entity of its own for every event. */
    NEW("every event about a new entity", 1.0),

    /** As in a shop: most orders are new, the others are among those that came lately. */
    MIXED("60% of the events about new entities, 40% about one of the last 5,000", 0.6);

    /** How many entities count as recent. */
    static final int RECENT = 5000;

    private final String description;
    private final double newShare;

    EntityMix(String description, double newShare) {
        this.description = description;
        this.newShare = newShare;
    }

    public String description() {
        return description;
    }

    double newShare() {
        return newShare;
    }
}
