package com.stateset.sequencer.sqlite.tables;

import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.PayloadReplacement;
import com.stateset.sequencer.sqlite.connection.SqliteDatabase;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sqlite.support.PayloadState;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Replaces the payloads of stored events. What stood there before may be found in free space of the
 * file until a {@code vacuum}, and in the write-ahead log until a checkpoint starts that anew.
 */
public record SqlitePayloads(SqliteDatabase database) {

    /** Replaces each payload that is the expected one, in one transaction; returns how many those were. */
    public int replace(StreamId stream, List<PayloadReplacement> replacements) {
        return replacements.isEmpty() ? 0 : database.write(session -> replace(session.handle(), stream, replacements));
    }

    private static int replace(Handle handle, StreamId stream, List<PayloadReplacement> replacements) {
        try (PreparedBatch batch = handle.prepareBatch("""
                update events set payload_state = :nextState, payload = :next
                where stream_id = (select stream_id from stream_ids where tenant_id = :tenant and store_id = :store)
                    and sequence_number = :number and payload_state = :state and payload is :payload
                """)) {
            for (PayloadReplacement each : replacements) {
                batch.bind("tenant", BinaryForm.bytes(stream.tenantId()))
                        .bind("store", BinaryForm.bytes(stream.storeId()))
                        .bind("number", each.sequenceNumber())
                        .bind("nextState", state(each.next()))
                        .bind("next", PayloadState.bytes(each.next()))
                        .bind("state", state(each.expected()))
                        .bind("payload", PayloadState.bytes(each.expected()))
                        .add();
            }
            return Arrays.stream(batch.execute()).sum();
        }
    }

    private static int state(Payload payload) {
        return PayloadState.of(payload).code();
    }
}
