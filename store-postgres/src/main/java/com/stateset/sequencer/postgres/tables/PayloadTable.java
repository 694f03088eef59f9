package com.stateset.sequencer.postgres.tables;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.postgres.connection.Database;
import com.stateset.sequencer.postgres.streams.StreamKeys;
import com.stateset.sequencer.spi.PayloadReplacement;
import com.stateset.sequencer.spi.PayloadState;
import com.stateset.sequencer.spi.seal.DataKey;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Replaces the payloads of stored events. The versions of the rows before are dead from then on; that their bytes leave the disk takes
 * {@code vacuum full} and a write-ahead log that has gone round. Thread-safe.
 *
 * <p><b>What can race.</b> An erasure, or a change of the tenant's key, may have replaced the same payload since it was read. So each update
 * names the payload that it expects, in the statement that replaces it: where another came first nothing matches, and what that one
 * wrote stays. {@code is not distinct from} and not {@code =}: an erased payload is null.
 */
public final class PayloadTable {

    private final Database database;

    public PayloadTable(Database database) {
        this.database = database;
    }

    /** Replaces each payload that is the expected one, in one transaction that also stores keys; returns how many those were. */
    public int replace(StreamId stream, List<PayloadReplacement> replacements, List<DataKey> newKeys) {
        return database.write(handle -> {
            DataKeyTable.add(handle, stream, newKeys);
            return replacements.isEmpty() ? 0 : replace(handle, stream, replacements);
        });
    }

    private static int replace(Handle handle, StreamId stream, List<PayloadReplacement> replacements) {
        try (PreparedBatch batch = handle.prepareBatch("""
                update sequencer.events set payload_state = :nextState, payload = :next
                where stream_id =\s""" + StreamKeys.OF_NAMED + """
                 and sequence_number = :number and payload_state = :state
                    and payload is not distinct from :payload
                """)) {
            for (PayloadReplacement each : replacements) {
                batch.bind("tenantId", stream.tenantId())
                        .bind("storeId", stream.storeId())
                        .bind("number", each.sequenceNumber())
                        .bind("nextState", PayloadState.of(each.next()).code())
                        .bind("next", PayloadState.bytes(each.next()))
                        .bind("state", PayloadState.of(each.expected()).code())
                        .bind("payload", PayloadState.bytes(each.expected()))
                        .add();
            }
            return Arrays.stream(batch.execute()).sum();
        }
    }
}
