package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One call of {@code append} and what came of it. Written by the thread that calls, read when all is over. */
final class Call {

    /** What the caller learned. */
    enum End {
        /** Nothing: no answer came, or none that tells. Every call begins so. */
        UNKNOWN,
        /** An answer for every event. */
        ANSWERED,
        /** That nothing was stored. */
        NOT_STORED,
        /** An exception that no append may throw here. */
        WRONG
    }

    /** What was said of one batch, and the head of the stream's tree after its group. */
    record Reply(TreeHead tree, List<ObservedOutcome> answers) {

        static Reply of(AppendResult appended) {
            return new Reply(
                    appended.tree().head(),
                    appended.outcomes().stream().map(ObservedOutcome::of).toList());
        }

        long head() {
            return tree.size();
        }
    }

    private final String name;
    private final List<BatchRecipe> recipes;
    private final List<AppendBatch> group;
    private final Map<StreamId, Long> known;
    private final int firstKeys;
    private volatile int lastKeys = Integer.MAX_VALUE;
    private volatile End end = End.UNKNOWN;
    private volatile @Nullable List<Reply> replies;
    private volatile String problem = "";

    /**
     * Begins a call.
     *
     * @param name names the call in messages
     * @param recipes its recipe, if it is of the workload; else empty
     * @param group what is appended
     * @param known how much of each stream was known to be in the log when it began
     * @param firstKeys how many changes of keys had ended when it began
     */
    Call(String name, List<BatchRecipe> recipes, List<AppendBatch> group, Map<StreamId, Long> known, int firstKeys) {
        this.name = name;
        this.recipes = recipes;
        this.group = group;
        this.known = known;
        this.firstKeys = firstKeys;
    }

    /**
     * Ends the call with answers.
     *
     * @param keys how many changes of keys have begun
     */
    void answered(List<Reply> value, int keys) {
        replies = value;
        lastKeys = keys;
        end = End.ANSWERED;
    }

    void failed(End value, String why) {
        problem = why;
        end = value;
    }

    End end() {
        return end;
    }

    String problem() {
        return problem;
    }

    String name() {
        return name;
    }

    List<BatchRecipe> recipes() {
        return recipes;
    }

    List<AppendBatch> group() {
        return group;
    }

    long known(StreamId stream) {
        return known.getOrDefault(stream, 0L);
    }

    /** The states of the keys by which it can have been judged. */
    List<List<KeyChange>> keys(KeyTimeline timeline) {
        return IntStream.rangeClosed(firstKeys, Math.min(lastKeys, timeline.begun()))
                .mapToObj(timeline::first)
                .toList();
    }

    /** The batches for one stream, in order. */
    List<AppendBatch> batches(StreamId stream) {
        return group.stream().filter(append -> append.stream().equals(stream)).toList();
    }

    /** The replies to {@link #batches}. */
    List<Reply> replies(StreamId stream) {
        List<Reply> all = replies();
        List<Reply> ofStream = new ArrayList<>();
        IntStream.range(0, Math.min(all.size(), group.size()))
                .filter(i -> group.get(i).stream().equals(stream))
                .forEach(i -> ofStream.add(all.get(i)));
        return ofStream;
    }

    List<Reply> replies() {
        List<Reply> given = replies;
        return given == null ? List.of() : given;
    }

    List<StreamId> streams() {
        return group.stream().map(AppendBatch::stream).distinct().toList();
    }

    @Override
    public String toString() {
        return name + (recipes.isEmpty() ? "" : " [" + BatchRecipe.encode(recipes) + "]");
    }
}
