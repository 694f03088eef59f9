package com.stateset.sequencer.sync.own;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.protocol.scope.HeldNumbers;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.PulledEvent;
import com.stateset.sequencer.sync.SyncJournal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The own events of the next page that are whole in the outbox, with a signed receipt for their place: they take their place in the page
 * without being sent again. Nor is the last event held, which the page begins with. For one page, not thread-safe.
 *
 * <p><b>Why that is safe.</b> An event is filled in as the server would have to send it: its content is the outbox's, its place, moment
 * and signature are the receipt's, and its version follows from what is held and the page before it. Its leaf is computed and goes into
 * the tree like any other, and that tree must lead to the root that the server claims: had the server another event there, the roots
 * would differ. So nothing is filled in without a claim, nor beyond it. No signature is checked anew: the author's is in the leaf, and
 * the receipt's was checked when it came.
 *
 * <p><b>What comes in full</b>: an event of which no answer has come, so that its place is not known; one without a signed receipt; one of
 * another folder with the same identity; one that was erased here; and one whose demanded version does not fit, so that the server's copy
 * may demand another.
 */
public final class OwnEvents {

    /** What the payloads of a page may come to, before its last event. */
    static final long MOST_BYTES = 8 << 20;

    private final SyncJournal journal;
    private final Map<Long, LocalEvent> events = new TreeMap<>();
    private final Map<EntityRef, Long> versions = new HashMap<>();
    private final Set<Long> filledIn = new HashSet<>();
    private final long lastHeld;
    private final int limit;
    private final boolean wholePage;

    private OwnEvents(SyncJournal journal, long lastHeld, List<LocalEvent> found, int limit, boolean wholePage) {
        this.journal = journal;
        this.lastHeld = lastHeld;
        this.limit = limit;
        this.wholePage = wholePage;
        found.forEach(event -> events.put(receipt(event).sequenceNumber(), event));
    }

    /**
     * Looks for those of the page behind what is held.
     *
     * @param held the last number held
     * @param claimed the last number of the history that the server claims; 0 if it claims none
     * @param limit the most events of a page that begins with the last one held
     */
    public static OwnEvents after(long held, long claimed, SyncJournal journal, int limit) {
        long through = Math.max(1, held) + limit - 1;
        long last = Math.min(through, claimed);
        List<LocalEvent> found = last > held ? journal.receipted(held + 1, last, MOST_BYTES) : List.of();
        long bytes =
                found.stream().mapToLong(each -> each.event().contentLength()).sum();
        if (bytes >= MOST_BYTES / 2) {
            // They may have ended here for their size: then so does the page, or what comes behind would be sent.
            last = receipt(found.get(found.size() - 1)).sequenceNumber();
            through = last;
        }
        boolean wholePage = last == through && found.size() == last - held;
        return new OwnEvents(
                journal, held <= claimed ? held : 0, found, (int) (through - Math.max(1, held) + 1), wholePage);
    }

    /** Whether the page consists of them, so that it need not be asked for. */
    public boolean areWholePage() {
        return wholePage;
    }

    /** The most events of the page, if it begins with the last one held. */
    public int limit() {
        return limit;
    }

    /** Their numbers, and that of the last event held if the claimed root speaks for it. */
    public HeldNumbers numbers() {
        List<Long> numbers = new ArrayList<>(events.keySet());
        if (lastHeld > 0) {
            numbers.add(0, lastHeld);
        }
        return HeldNumbers.of(numbers);
    }

    /** Whether an event of the page is here from the outbox. */
    public boolean isFilledIn(PulledEvent event) {
        return filledIn.contains(event.sequenceNumber());
    }

    /**
     * Returns a page with them in their places, up to the first number that nobody has. What a server sends all the same comes from the
     * server.
     *
     * @param held the last number held
     * @param sent what the server has sent behind it
     */
    public List<PulledEvent> fill(long held, List<PulledEvent> sent) {
        if (events.isEmpty()) {
            return sent;
        }
        List<PulledEvent> page = new ArrayList<>(sent.size() + events.size());
        int taken = 0;
        long number = held + 1;
        boolean goesOn = true;
        while (goesOn) {
            if (taken < sent.size() && sent.get(taken).sequenceNumber() == number) {
                PulledEvent next = sent.get(taken++);
                versions.put(next.sequenced().event().entity(), next.sequenced().entityVersion());
                page.add(next);
            } else {
                goesOn = events.containsKey(number) && fillIn(events.get(number), page);
            }
            number += goesOn ? 1 : 0;
        }
        if (!events.containsKey(number)) {
            page.addAll(sent.subList(taken, sent.size()));
        }
        // Otherwise the server was asked to leave it out: the page ends here, and the next one brings it in full.
        return page;
    }

    private boolean fillIn(LocalEvent own, List<PulledEvent> page) {
        Event event = own.event();
        Receipt receipt = receipt(own);
        long version = versions.computeIfAbsent(event.entity(), journal::replicaVersion) + 1;
        Long base = event.baseVersion();
        if (base != null && base != version - 1) {
            return false;
        }
        versions.put(event.entity(), version);
        filledIn.add(receipt.sequenceNumber());
        Hash leaf = VesHashes.leaf(
                event.stream(),
                receipt.sequenceNumber(),
                VesHashes.signing(event),
                event.authorship().signature());
        page.add(new PulledEvent(
                new SequencedEvent(
                        event,
                        receipt.sequenceNumber(),
                        receipt.sequencedAt(),
                        version,
                        leaf,
                        receipt.sequencerKeyVersion()),
                receipt.receiptHash(),
                receipt.signature()));
        return true;
    }

    private static Receipt receipt(LocalEvent event) {
        if (event.state() instanceof LocalState.Accepted accepted && accepted.receipt() != null) {
            return accepted.receipt();
        }
        throw new IllegalArgumentException("event " + event.eventId() + " has no receipt");
    }
}
