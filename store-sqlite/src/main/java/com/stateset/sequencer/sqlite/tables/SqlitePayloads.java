package com.stateset.sequencer.sqlite.tables;

import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.PayloadReplacement;
import com.stateset.sequencer.spi.PayloadState;
import com.stateset.sequencer.spi.seal.DataKey;
import com.stateset.sequencer.sqlite.connection.SqliteDatabase;
import com.stateset.sequencer.sqlite.support.BinaryForm;
import com.stateset.sequencer.sqlite.write.WriteSession;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Replaces the payloads of stored events. What stood there before may be found in free space of the
 * file until a {@code vacuum}, and in the write-ahead log until a checkpoint starts that anew.
 */
public record SqlitePayloads(SqliteDatabase database) {

    /**
     * Replaces each payload that is the expected one, in one transaction that also stores keys; returns how many those
     * were.
     */
    public int replace(StreamId stream, List<PayloadReplacement> replacements, List<DataKey> newKeys) {
        return replacements.isEmpty() && newKeys.isEmpty()
                ? 0
                : database.write(session -> replace(session, stream, replacements, newKeys));
    }

    /** A stream without events has no payload to replace, and no key of its own to keep. */
    private static int replace(
            WriteSession session, StreamId stream, List<PayloadReplacement> replacements, List<DataKey> newKeys)
            throws SQLException {
        Optional<Long> key = session.handle()
                .createQuery("select stream_id from stream_ids where tenant_id = :tenant and store_id = :store")
                .bind("tenant", BinaryForm.bytes(stream.tenantId()))
                .bind("store", BinaryForm.bytes(stream.storeId()))
                .mapTo(Long.class)
                .findOne();
        if (key.isEmpty()) {
            return 0;
        }
        session.dataKeys().add(key.get(), newKeys);
        return replace(session.handle(), key.get(), replacements);
    }

    /**
     * The expected payload is compared byte by byte, in the statement that replaces it: where an erasure or another key change came first,
     * nothing matches, and what that one wrote stays. {@code is} and not {@code =}: an erased payload is null.
     */
    private static int replace(Handle handle, long streamKey, List<PayloadReplacement> replacements) {
        try (PreparedBatch batch = handle.prepareBatch("""
                update events set payload_state = :nextState, payload = :next
                where stream_id = :stream and sequence_number = :number and payload_state = :state and payload is :payload
                """)) {
            for (PayloadReplacement each : replacements) {
                batch.bind("stream", streamKey)
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
