package com.stateset.sequencer.postgres.read;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.rows.EntityKey;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.UUID;

/**
 * Finds where something begins in a stream, by halving: in one statement that looks at some twenty rows by their key. That works for
 * numbers that rise along the stream: versions of an entity, and {@code sequenced_at}, which never falls.
 */
final class Halving {

    /**
     * The version of an entity's first event at or after a sequence number; one more than its last if there is none. No row if a
     * version that was looked at is missing.
     */
    private static final String FIRST_VERSION = first(
            "entity_version",
            "1 + coalesce((" + NumberQuery.LAST_VERSION + "), 0)",
            "sequence_number",
            StreamKeys.OF_NEXT + " and entity_key = ?");

    /** The number of the first event at or after a moment; one more than the head if there is none. */
    private static final String FIRST_NUMBER =
            first("sequence_number", "cast(? as bigint)", "sequenced_at", StreamKeys.OF_NEXT);

    private Halving() {}

    /**
     * Makes the statement. Its positions: those of {@code end}, twice what is looked for, those of {@code stream}.
     *
     * @param number what is halved
     * @param end one more than the last number
     * @param rising what rises with it, and is compared
     * @param stream within which rows the numbers are
     */
    private static String first(String number, String end, String rising, String stream) {
        return String.format(Locale.ROOT, """
                with recursive halving (low, high) as (select cast(1 as bigint), %2$s
                    union all
                    select case when e.%3$s < ? then e.%1$s + 1 else h.low end,
                        case when e.%3$s < ? then h.high else e.%1$s end
                    from halving h cross join lateral (
                        select %1$s, %3$s from sequencer.events
                        where stream_id = %4$s and %1$s = (h.low + h.high) / 2
                        limit 1
                    ) e
                    where h.low < h.high
                )
                select low from halving where low = high
                """, number, end, rising, stream);
    }

    static long firstVersion(Connection connection, StreamId stream, EntityRef entity, long number)
            throws SQLException {
        UUID tenant = stream.tenantId();
        UUID store = stream.storeId();
        UUID key = EntityKey.of(entity);
        return NumberQuery.find(connection, FIRST_VERSION, tenant, store, key, number, number, tenant, store, key)
                .orElseThrow(() -> new StoreFailedException(
                        "the store is damaged: a version of " + entity + " in " + stream + " is missing", null));
    }

    static long firstNumber(Connection connection, StreamId stream, Instant moment, long head) throws SQLException {
        Object at = moment.atOffset(ZoneOffset.UTC);
        return NumberQuery.find(connection, FIRST_NUMBER, head + 1, at, at, stream.tenantId(), stream.storeId())
                .orElseThrow(() -> new StoreFailedException(
                        "the store is damaged: an event of " + stream + " up to its head is missing", null));
    }
}
