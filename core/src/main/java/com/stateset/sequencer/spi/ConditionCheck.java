package com.stateset.sequencer.spi;

import com.stateset.sequencer.dcb.AppendCondition;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Rejection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether an append condition holds. */
final class ConditionCheck {

    private ConditionCheck() {}

    /**
     * Says why a condition does not hold before a batch: for what is stored, or for what the group has brought before it.
     *
     * @param before what of the group comes before the batch, numbered from behind the stored head on
     * @return null if it holds
     */
    static @Nullable Rejection failure(AppendCondition condition, StreamState state, List<PlannedEvent> before) {
        long after = condition.after();
        long stored = state.head();
        long head = stored + before.size();
        if (after > head) {
            return Rejection.AppendConditionFailed.beyondHead(after, head);
        }
        if (condition.isTooWide(stored)) {
            return Rejection.AppendConditionFailed.tooWide(stored - after, AppendCondition.MOST_LOOKED_AT);
        }
        long found = stored > after ? state.firstMatch(condition.query(), after) : 0;
        long match = found > 0 ? found : firstMatch(condition, before);
        if (match > 0) {
            return Rejection.AppendConditionFailed.matched(match, after);
        }
        return found == StreamState.TOO_WIDE
                ? Rejection.AppendConditionFailed.tooManyTagged(AppendCondition.MOST_LOOKED_AT)
                : null;
    }

    private static long firstMatch(AppendCondition condition, List<PlannedEvent> before) {
        for (PlannedEvent planned : before) {
            Event event = planned.event();
            if (planned.sequenceNumber() > condition.after()
                    && condition.query().matches(event.eventType(), event.tags())) {
                return planned.sequenceNumber();
            }
        }
        return 0;
    }
}
