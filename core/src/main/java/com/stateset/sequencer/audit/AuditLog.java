package com.stateset.sequencer.audit;

import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.ingest.IngestBatch;
import com.stateset.sequencer.ingest.IngestReceipt;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does deeds and writes them down: nothing is done that is not in the log before. Thread-safe.
 *
 * <p><b>The stream.</b> Each tenant has one, {@link StreamId#auditLogOf}: events of the sequencer's own, unsigned, whose source agent is the
 * sequencer's id. Admission refuses events of all others there, and nothing of it can be erased. All else about it is as of any stream: it has a
 * history tree, receipts, commitments and proofs, and is read, exported and audited in the same ways. An entry that is
 * altered or taken out is found as any other event would be.
 *
 * <p><b>Two events for each deed.</b>
 *
 * <pre>
 *   audit.begun         durable before the deed is begun; its event_id is the deed's id
 *   ‹action›            when the deed was done, such as api_key.revoked: that type stands in the log for what was done, and nothing else
 *   or audit.failed     when it ended with an exception, whose class the member error names
 *
 *   entity: the deed's subject · created_at: the sequencer's clock · ves_version 0 · source_agent: the sequencer's id
 *   payload {"action":"api_key.revoked","actor":{"kind":"api_key","id":"…","agent_id":"…"},"deed":"…",
 *            "details":{…},"outcome":"begun|done|failed","error":"…","request_id":"…"}
 * </pre>
 *
 * <p><b>What must hold when.</b> The deed and its entries are two transactions, since deeds are done in whatever table keeps their subject. So
 * the order does what one transaction would: if the first entry cannot be written, the deed is not begun, and the caller gets the exception. A
 * crash after it leaves {@code audit.begun} without an outcome, which says just what is known: it may have been done, and the store tells.
 * If the second entry cannot be written the deed was done, and the caller gets the exception all the same, never an answer that sounds like
 * success; to do it again is a deed of its own. A deed that fails may have been done, too, where the exception does not say otherwise: a
 * store that was cut off.
 *
 * <p><b>What can race.</b> Nothing that matters: two deeds at once on one subject have two ids, and their events mix. Which of them was first
 * is what the store says; entries are not ordered with the deeds of others.
 */
public final class AuditLog {

    private static final AuditLog NONE = new AuditLog(null, new UUID(0, 0));

    private final @Nullable Function<IngestBatch, IngestReceipt> ingest;
    private final UUID sequencerId;

    private AuditLog(@Nullable Function<IngestBatch, IngestReceipt> ingest, UUID sequencerId) {
        this.ingest = ingest;
        this.sequencerId = sequencerId;
    }

    /**
     * Makes the log of a sequencer.
     *
     * @param ingest takes a batch of the sequencer's own; durable when it returns
     */
    public static AuditLog of(Function<IngestBatch, IngestReceipt> ingest, UUID sequencerId) {
        return new AuditLog(ingest, sequencerId);
    }

    /** One that does deeds, and writes nothing down. */
    public static AuditLog none() {
        return NONE;
    }

    /** Whether deeds are written down. */
    public boolean isOn() {
        return ingest != null;
    }

    /**
     * Does a deed, and writes it down before and after.
     *
     * @param work does it, once
     * @return what {@code work} returns
     * @throws com.stateset.sequencer.error.SequencerException what {@link com.stateset.sequencer.Sequencer#ingest} throws, if an entry cannot be
     *     written: before the deed, then it is not begun, or behind it
     */
    public <T> T perform(AuditDeed deed, Supplier<? extends T> work) {
        return perform(deed, work, result -> Map.of());
    }

    /**
     * The same, where more is known once it is done.
     *
     * @param found what the last entry says besides the {@link AuditDeed#details}
     */
    public <T> T perform(
            AuditDeed deed, Supplier<? extends T> work, Function<? super T, ? extends Map<String, ?>> found) {
        if (ingest == null) {
            return work.get();
        }
        AuditEntry begun = AuditEntry.begun(deed);
        append(ingest, begun);
        T result;
        try {
            result = work.get();
        } catch (RuntimeException | Error e) {
            appendFailure(ingest, begun.failed(e), e);
            throw e;
        }
        append(ingest, begun.done(found.apply(result)));
        return result;
    }

    /** The deed's own exception is the caller's, whatever becomes of this. */
    private void appendFailure(Function<IngestBatch, IngestReceipt> to, AuditEntry entry, Throwable failure) {
        try {
            append(to, entry);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void append(Function<IngestBatch, IngestReceipt> to, AuditEntry entry) {
        Outcome outcome = to.apply(IngestBatch.of(entry.stream(), List.of(entry.toEvent(sequencerId))))
                .outcomes()
                .get(0);
        if (!(outcome instanceof Outcome.Accepted)) {
            throw new StoreFailedException("an entry of the audit log was not accepted: " + outcome, null);
        }
    }
}
