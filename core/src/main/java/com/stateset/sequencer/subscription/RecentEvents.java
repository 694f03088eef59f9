package com.stateset.sequencer.subscription;

import com.stateset.sequencer.event.SequencedEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The latest events of a stream without gaps, as many as fit into a number of bytes. Not thread-safe: its {@link StreamTail} guards
 * it. The lists it hands out do not change, and may be read without the lock.
 *
 * <p>Events lie in chunks, by the number of the first. What must hold: each chunk begins where the one before it ends, and the last
 * one ends with {@code last}. So an event is found by its number alone, in the chunk whose first number is the greatest that is not
 * above it. Single events that are appended one by one are merged into chunks of up to {@value #MERGED}, or else a subscription that
 * is behind would take them one by one, a lock each.
 */
final class RecentEvents {

    private static final int MERGED = 128;

    private final LongSupplier maxBytes;
    private final NavigableMap<Long, List<SequencedEvent>> chunks = new TreeMap<>();
    private long last;
    private long bytes;

    RecentEvents(LongSupplier maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The last sequence number here; before the first event, 0. */
    long last() {
        return last;
    }

    /** Some events from a sequence number on; none if the event with that number is not here. */
    List<SequencedEvent> from(long sequenceNumber) {
        Map.Entry<Long, List<SequencedEvent>> chunk = chunks.floorEntry(sequenceNumber);
        if (chunk == null || sequenceNumber > last) {
            return List.of();
        }
        int skipped = Math.toIntExact(sequenceNumber - chunk.getKey());
        return chunk.getValue().subList(skipped, chunk.getValue().size());
    }

    /** Whether another event stands here under the same number. */
    boolean contradicts(SequencedEvent event) {
        List<SequencedEvent> same = from(event.sequenceNumber());
        return !same.isEmpty() && !same.get(0).leafHash().equals(event.leafHash());
    }

    /** Begins anew. */
    void forget() {
        clear();
        last = 0;
    }

    /** Adds events; if they do not follow on the last one, what was here is forgotten. */
    void add(List<SequencedEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        long first = events.get(0).sequenceNumber();
        if (first != last + 1) {
            clear();
        }
        Map.Entry<Long, List<SequencedEvent>> before = chunks.lastEntry();
        if (before != null && before.getValue().size() + events.size() <= MERGED) {
            chunks.put(before.getKey(), merged(before.getValue(), events));
        } else {
            chunks.put(first, events);
        }
        last = events.get(events.size() - 1).sequenceNumber();
        bytes += EventWeight.of(events);
        trim(1);
    }

    /** Forgets the oldest, if there is less room than there was: also the last chunk, which {@link #add} leaves. */
    void trim() {
        trim(0);
    }

    private void trim(int least) {
        long most = maxBytes.getAsLong();
        while (bytes > most && chunks.size() > least) {
            bytes -= EventWeight.of(chunks.pollFirstEntry().getValue());
        }
    }

    private void clear() {
        chunks.clear();
        bytes = 0;
    }

    /** Chunks that somebody may be reading do not change. */
    private static List<SequencedEvent> merged(List<SequencedEvent> before, List<SequencedEvent> events) {
        List<SequencedEvent> both = new ArrayList<>(before.size() + events.size());
        both.addAll(before);
        both.addAll(events);
        return Collections.unmodifiableList(both);
    }
}
