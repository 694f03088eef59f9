package com.stateset.sequencer.benchmarks.append;

import java.util.List;
import java.util.Optional;

/** A question about appends, and who answers it. */
enum AppendCase {

    /** What a single writer gets. */
    ONE("One caller, batches of 100, one stream", "0.9 or more", 1, 100, 1),

    /** What several writers of one stream get; the limit is what their number makes of plain JDBC. */
    FOUR("Four callers, batches of 100, one stream", "1.0 or more of 4 connections", 4, 100, 1),

    /** What group commit makes of single events. */
    SINGLES("64 callers, single events, one stream", "8 or more of one statement on 1 connection", 64, 1, 1),

    /** What writers get that share nothing. */
    STREAMS("Four callers, batches of 100, a stream each", "", 4, 100, 4),

    /** Whether large groups would gain from COPY. */
    COPY("One caller, batches of 1000, one stream", "", 1, 1000, 1),

    /** The same question as {@link #ONE} for the embedded store. */
    SQLITE("One caller, batches of 100, one stream, SQLite", "", 1, 100, 1),

    /** What tags and conditions cost a writer of batches. */
    TAGS("One caller, batches of 100, one stream: with two tags each, under a condition, and without", "", 1, 100, 1),

    /** The same for decisions of many writers at once. */
    CONDITIONS("64 callers, single events, one stream: with two tags, under a condition, and without", "", 64, 1, 1);

    private final String question;
    private final String target;
    private final int callers;
    private final int batch;
    private final int streams;

    AppendCase(String question, String target, int callers, int batch, int streams) {
        this.question = question;
        this.target = target;
        this.callers = callers;
        this.batch = batch;
        this.streams = streams;
    }

    String question() {
        return question;
    }

    /** The ratio that the design has to carry, in words. */
    Optional<String> target() {
        return target.isEmpty() ? Optional.empty() : Optional.of(target);
    }

    /** Whether the subjects are ours: with tags, under conditions, and without. */
    boolean isOfTags() {
        return this == TAGS || this == CONDITIONS;
    }

    /** How ours is driven. */
    Load load() {
        return new Load(callers, batch, streams);
    }

    /** How the bare subjects are driven, and in which form they send their rows. */
    List<Bare> bare(BareForm form) {
        Load load = load();
        return switch (this) {
            case ONE, STREAMS -> List.of(new Bare(load, form));
            case FOUR -> List.of(new Bare(load, form), new Bare(load.withCallers(1), form));
            case SINGLES ->
                List.of(
                        new Bare(load.withCallers(1), BareForm.VALUES),
                        new Bare(load.withCallers(1), form),
                        new Bare(load.withCallers(4), form));
            case COPY -> List.of(new Bare(load, form), new Bare(load, BareForm.COPY));
            case SQLITE, TAGS, CONDITIONS -> List.of();
        };
    }

    /** A bare subject on PostgreSQL. */
    record Bare(Load load, BareForm form) {}
}
