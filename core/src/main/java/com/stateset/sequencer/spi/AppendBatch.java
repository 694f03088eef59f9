package com.stateset.sequencer.spi;

import com.stateset.sequencer.dcb.AppendCondition;
import com.stateset.sequencer.event.BatchRule;
import com.stateset.sequencer.event.EntityVersion;
import com.stateset.sequencer.event.Erasure;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.seal.BatchSeal;
import com.stateset.sequencer.tlog.TreeHead;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One caller's batch for one stream.
 *
 * @param stream the stream of all its events
 * @param events the events, in the order sent; not empty
 * @param sequencerKeyVersion the version of the key that signs receipts from now on; 0 for none
 * @param rule what the rejection of one event means for the others
 * @param known a head of the stream that the sequencer has seen, and perhaps signed: what is stored must extend it, or the
 *     batch is refused with a {@link com.stateset.sequencer.error.StreamStoppedException}; null if none is known
 * @param seal with which keys its payloads are sealed; null if none is, or with keys that no erasure destroys
 */
public record AppendBatch(
        StreamId stream,
        List<AdmittedEvent> events,
        int sequencerKeyVersion,
        BatchRule rule,
        @Nullable TreeHead known,
        @Nullable BatchSeal seal) {

    public AppendBatch {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(rule, "rule");
        events = List.copyOf(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("a batch needs at least one event");
        }
    }

    /** A batch for a stream of which no head is known, each event of which is judged by itself. */
    public AppendBatch(StreamId stream, List<AdmittedEvent> events, int sequencerKeyVersion) {
        this(stream, events, sequencerKeyVersion, BatchRule.INDEPENDENT, null, null);
    }

    /** Whether it records an erasure. Of those that come through a sequencer, such a batch holds the record and nothing else. */
    public boolean erases() {
        for (AdmittedEvent each : events) {
            if (Erasure.isReserved(each.event().entity())) {
                return true;
            }
        }
        return false;
    }

    /** The same batch, to be measured by a head of its stream. */
    public AppendBatch known(@Nullable TreeHead value) {
        return new AppendBatch(stream, events, sequencerKeyVersion, rule, value, seal);
    }

    /** The same batch under another rule. */
    public AppendBatch rule(BatchRule value) {
        return new AppendBatch(stream, events, sequencerKeyVersion, value, known, seal);
    }

    /** The same batch with other forms of its payloads to store, which these keys open. */
    public AppendBatch sealed(List<AdmittedEvent> sealedEvents, @Nullable BatchSeal value) {
        return new AppendBatch(stream, sealedEvents, sequencerKeyVersion, rule, known, value);
    }

    /** The entities that must be at certain versions before the batch, see {@link BatchRule.Atomic#expected}; mostly none. */
    public List<EntityVersion> expected() {
        return rule instanceof BatchRule.Atomic atomic ? atomic.expected() : List.of();
    }

    /** What must hold before the batch, see {@link BatchRule.Atomic#condition}; mostly null, for nothing. */
    public @Nullable AppendCondition condition() {
        return rule instanceof BatchRule.Atomic atomic ? atomic.condition() : null;
    }
}
