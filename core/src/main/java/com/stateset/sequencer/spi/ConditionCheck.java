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
        long behind = stored - after;
        if (behind > AppendCondition.MOST_LOOKED_AT && condition.query().isOfTypesAlone()) {
            return Rejection.AppendConditionFailed.tooWide(behind, AppendCondition.MOST_LOOKED_AT);
        }
        long match = behind > 0 ? state.firstMatch(condition.query(), after) : 0;
        for (int i = 0; match == 0 && i < before.size(); i++) {
            Event event = before.get(i).event();
            long number = before.get(i).sequenceNumber();
            match = number > after && condition.query().matches(event.eventType(), event.tags()) ? number : 0;
        }
        return match == 0 ? null : Rejection.AppendConditionFailed.matched(match, after);
    }
}
