package com.stateset.sequencer.dcb;

import java.util.Objects;

/**
 * What must still be so when events are appended (dcb.events, "AppendCondition"): that no event behind a place of the stream matches a
 * query. Who has read all events that match up to {@code after}, and decided on them, appends under this condition: if it holds, the
 * decision is one that could have been made at the moment of the append.
 *
 * <p>It is evaluated by the writer that holds the stream's head, against all events before its own, also those that are stored in the same
 * step; so it is exact under any number of writers, in any number of processes. Immutable.
 *
 * @param query the events that must not be there
 * @param after the sequence number behind which they must not be; 0 for nowhere in the stream. One beyond the stream's head fails: what the
 *     decision was made on is not there
 */
public record AppendCondition(TagQuery query, long after) {

    /**
     * How many events behind {@code after} a condition may have to look at one by one for each item: all of them if it names types and no
     * tag, those with its {@linkplain TagQuery.Item#leadingTag first tag} if it names tags. If there are more, it fails: to read again, up
     * to the head, makes it narrow.
     */
    public static final int MOST_LOOKED_AT = 10_000;

    public AppendCondition {
        Objects.requireNonNull(query, "query");
        if (after < 0) {
            throw new IllegalArgumentException("after is " + after + "; it must be 0 or more");
        }
    }

    /** That no event of the stream matches. */
    public static AppendCondition none(TagQuery query) {
        return new AppendCondition(query, 0);
    }

    /** The same for what is behind a sequence number: that of the last event that was looked at, or the head up to which all were. */
    public AppendCondition after(long sequenceNumber) {
        return new AppendCondition(query, sequenceNumber);
    }

    /** Whether it fails at a head unasked: an item names types and no tag, and there are more events than may be looked at. */
    public boolean isTooWide(long head) {
        return head - after > MOST_LOOKED_AT && query.isOfTypesAlone();
    }
}
