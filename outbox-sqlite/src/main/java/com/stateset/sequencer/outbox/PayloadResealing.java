package com.stateset.sequencer.outbox;

import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.outbox.connection.OutboxDatabase;
import com.stateset.sequencer.outbox.connection.Session;
import com.stateset.sequencer.spi.PayloadState;
import java.sql.SQLException;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Seals all payloads of a file anew with the current key, those that are clear and those of an earlier key.
 *
 * <p>A transaction seals a few hundred rows; programs that use the outbox go on meanwhile. A run that was broken off is simply run
 * again: nothing is remembered, and a sealed payload may be sealed once more. <b>What must hold</b>: the file says that what is new is
 * sealed before the first row is touched ({@link PayloadSeal#NEW}), so that no clear row comes in behind the walk, and that all is
 * sealed ({@link PayloadSeal#ALL}) only when both walks are at their ends. At last the file is written anew: pages that held clear
 * payloads, in the file and in its log, are gone when {@link #run} returns.
 */
final class PayloadResealing {

    private static final int AT_ONCE = 500;

    private final OutboxDatabase database;
    private final OutboxTables tables;
    private final LongConsumer progress;
    private long sealed;

    PayloadResealing(OutboxDatabase database, OutboxTables tables, LongConsumer progress) {
        this.database = database;
        this.tables = tables;
        this.progress = progress;
    }

    /** Does so; returns how many payloads were sealed. */
    long run() {
        walk(this::sealOwn);
        walk(this::sealReplica);
        database.write(session -> {
            new HeadTable(session).sealed(PayloadSeal.ALL);
            return true;
        });
        database.writeAnew();
        return sealed;
    }

    /** One transaction for each portion, so that others write in between; each begins behind the last row of the one before. */
    private void walk(Step step) {
        long after = 0;
        while (after >= 0) {
            long from = after;
            after = database.write(session -> step.from(session, from));
            progress.accept(sealed);
        }
    }

    /** What has no content, since it is erased or encrypted for its recipients, is left as it is. */
    private long sealOwn(Session session, long after) throws SQLException {
        List<OutboxRow> rows = tables.events(session).after(after, AT_ONCE);
        for (OutboxRow row : rows) {
            if (row.event().payload() instanceof Payload.Content) {
                Payload payload = tables.seal().seal(row.event());
                session.update(
                        "update sequencer_outbox_events set payload_state = ?, payload = ? where position = ?",
                        PayloadState.of(payload).code(),
                        PayloadState.bytes(payload),
                        row.position());
                sealed++;
            }
        }
        return rows.isEmpty() ? -1 : rows.get(rows.size() - 1).position();
    }

    private long sealReplica(Session session, long after) throws SQLException {
        List<SequencedEvent> events = tables.replica(session).read(after + 1, AT_ONCE);
        for (SequencedEvent event : events) {
            if (event.event().payload() instanceof Payload.Content) {
                Payload payload = tables.seal().seal(event.event());
                session.update(
                        "update sequencer_replica_events set payload_state = ?, payload = ? where sequence_number = ?",
                        PayloadState.of(payload).code(),
                        PayloadState.bytes(payload),
                        event.sequenceNumber());
                sealed++;
            }
        }
        return events.isEmpty() ? -1 : events.get(events.size() - 1).sequenceNumber();
    }

    /** Seals some rows behind a number; returns the number of the last of them, -1 if there are no more. */
    @FunctionalInterface
    private interface Step {

        long from(Session session, long after) throws SQLException;
    }
}
