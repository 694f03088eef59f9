package com.stateset.sequencer.benchmarks.proof;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.EventPage;
import com.stateset.sequencer.event.ReadOptions;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import java.util.List;

/** The least that an audit does for each event: it is read, its signing hash and its leaf are computed, its signature is verified. */
final class BareCheck {

    private static final int PAGE = 1000;

    private final EventStream stream;
    private final Ed25519PublicKey key;
    private final SignatureVerifier verifier = SignatureVerifier.standard();

    BareCheck(EventStream stream, Ed25519PublicKey key) {
        this.stream = stream;
        this.key = key;
    }

    /** Returns how many events there were. */
    long run() {
        long head = stream.head();
        long next = 1;
        while (next <= head) {
            EventPage page = stream.read(ReadOptions.forwardsFrom(next).limit(PAGE));
            List<SequencedEvent> events = page.events();
            events.parallelStream().forEach(this::check);
            next = events.get(events.size() - 1).sequenceNumber() + 1;
        }
        return head;
    }

    private void check(SequencedEvent sequenced) {
        Event event = sequenced.event();
        Hash signing = VesHashes.signing(event);
        Hash leaf = VesHashes.leaf(
                event.stream(),
                sequenced.sequenceNumber(),
                signing,
                event.authorship().signature());
        if (!leaf.equals(sequenced.leafHash())
                || !verifier.verify(key, signing, event.authorship().signature())) {
            throw new IllegalStateException("event " + sequenced.sequenceNumber() + " is altered");
        }
    }
}
