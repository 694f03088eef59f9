package com.stateset.sequencer;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Outcome;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AdmittedEvent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A batch after admission: one entry per event, in the order sent.
 *
 * @param stream the stream
 * @param entries at least one
 * @param sequencerKeyVersion the version of the key that signs its receipts; 0 for none
 */
record AdmittedBatch(StreamId stream, List<Admitted> entries, int sequencerKeyVersion) {

    /** A rough count of what an event's fields and their objects take, its payload apart. */
    private static final int EVENT_OVERHEAD_BYTES = 1024;

    AdmittedBatch {
        entries = List.copyOf(entries);
    }

    /** Whether anything is left for the log to decide. */
    boolean needsAppend() {
        return entries.stream().anyMatch(Admitted.ToAppend.class::isInstance);
    }

    /** What to append; at least one event must need it. */
    AppendBatch append() {
        List<AdmittedEvent> candidates = new ArrayList<>(entries.size());
        for (Admitted entry : entries) {
            if (entry instanceof Admitted.ToAppend toAppend) {
                candidates.add(toAppend.candidate());
            }
        }
        return new AppendBatch(stream, candidates, sequencerKeyVersion);
    }

    /** Joins what was refused at admission with what became of the rest. */
    IngestReceipt receipt(List<Outcome> appended, long head) {
        List<Outcome> outcomes = new ArrayList<>(entries.size());
        Iterator<Outcome> next = appended.iterator();
        for (Admitted entry : entries) {
            outcomes.add(
                    entry instanceof Admitted.Refused refused
                            ? new Outcome.Rejected(refused.eventId(), refused.rejection())
                            : next.next());
        }
        return new IngestReceipt(stream, outcomes, head);
    }

    /** Roughly what the batch takes in memory while it waits. */
    static long sizeInBytes(AppendBatch append) {
        long size = 0;
        for (AdmittedEvent candidate : append.events()) {
            size += EVENT_OVERHEAD_BYTES + payloadLength(candidate.event());
        }
        return size;
    }

    private static int payloadLength(Event event) {
        return event.payload() instanceof Payload.Clear clear ? clear.json().length() : 0;
    }
}
