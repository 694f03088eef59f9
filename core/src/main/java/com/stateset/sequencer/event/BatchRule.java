package com.stateset.sequencer.event;

import com.stateset.sequencer.dcb.AppendCondition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rejection of one event of a batch means for the others. It is applied by the writer that holds the stream's head, so that
 * no other writer can come between an event's verdict and its neighbours'.
 *
 * <pre>
 *   events sent          a   b(rejected)   b   a
 *   Independent          1       ✗         2   3     every event is its own
 *   Chained              1       ✗         ✗   2     what stands on a rejected event of its entity falls with it
 *   Atomic               ✗       ✗         ✗   ✗     all or nothing
 * </pre>
 *
 * <p>Under every rule an exact replay of what is in the log stays a duplicate: it is there, whatever becomes of its neighbours.
 */
public sealed interface BatchRule {

    /** Each event is judged by itself; those of one command together. */
    BatchRule INDEPENDENT = new Independent();

    /** An event is rejected if an earlier one of its entity in the batch was. */
    BatchRule CHAINED = new Chained();

    /** All or nothing, and nothing is asked of entities that get no event. */
    BatchRule ATOMIC = new Atomic(List.of());

    /** See {@link #INDEPENDENT}. */
    record Independent() implements BatchRule {}

    /**
     * See {@link #CHAINED}. Authors who write several events on top of each other ask for this: a version alone does not tell what it
     * counts, so that others' events could stand in for the ones that were rejected.
     */
    record Chained() implements BatchRule {}

    /**
     * All events of the batch stand in the log when it has been appended, or none is stored by it. If some of them were there before,
     * as duplicates, the others are appended all together or not at all.
     *
     * @param expected entities whose versions before the batch must be these, or every new event of it is rejected with {@link
     *     Rejection.EntityChanged}; also such that get no event. Not looked at if the whole batch is a replay
     * @param condition what must hold before the batch, or every new event of it is rejected with {@link
     *     Rejection.AppendConditionFailed}; null for nothing. Not looked at if the whole batch is a replay
     */
    record Atomic(List<EntityVersion> expected, @Nullable AppendCondition condition) implements BatchRule {

        /** Asks for nothing but the versions. */
        public Atomic(List<EntityVersion> expected) {
            this(expected, null);
        }

        /** Asks for nothing but the condition. */
        public Atomic(AppendCondition condition) {
            this(List.of(), condition);
        }

        public Atomic {
            expected = List.copyOf(expected);
        }
    }
}
