package com.stateset.sequencer.cli.doctor;

import com.stateset.sequencer.encryption.Ciphertext;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.tlog.TlogProof;
import com.stateset.sequencer.verify.HistorySource;
import com.stateset.sequencer.verify.bundle.HistoryProofCheck;
import com.stateset.sequencer.verify.bundle.ProofSource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Looks at some events of a stream: that they are there, that nothing is behind the head, that payloads which can be read are those that
 * were hashed, and that each event stands in the history that was signed. For one stream; not thread-safe.
 */
final class HistorySample {

    private static final int EVENTS = 4;

    private final ProofSource source;
    private final StreamId stream;
    private long looked;
    private long proved;
    private boolean signs;
    private Instant newest = Instant.MIN;

    HistorySample(ProofSource source, StreamId stream) {
        this.source = source;
        this.stream = stream;
    }

    /** Returns what is wrong, in a sentence. */
    Optional<String> problem() {
        try {
            HistorySource history = source.history();
            long head = history.head();
            signs = !history.sequencerKeys().isEmpty();
            for (long number : numbers(head)) {
                look(history, number);
            }
            return history.events(head + 1, 1).stream()
                    .filter(event -> event.sequenceNumber() <= head || history.head() == head)
                    .findFirst()
                    .map(event -> sentence("event " + event.sequenceNumber() + " is behind its head, " + head));
        } catch (SequencerException e) {
            return Optional.of(sentence(String.valueOf(e.getMessage())));
        }
    }

    /** How many events were looked at. */
    long looked() {
        return looked;
    }

    /** How many of these are proved to be in a signed history. */
    long proved() {
        return proved;
    }

    /** Whether the sequencer has keys, and so has signed histories. */
    boolean signs() {
        return signs;
    }

    /** When the newest of them took its place. */
    Instant newest() {
        return newest;
    }

    private static Iterable<Long> numbers(long head) {
        SplittableRandom random = new SplittableRandom();
        TreeSet<Long> numbers = new TreeSet<>(List.of(1L, Math.max(1, head)));
        for (int i = 0; i < EVENTS; i++) {
            numbers.add(random.nextLong(Math.max(1, head)) + 1);
        }
        return numbers;
    }

    private void look(HistorySource history, long number) {
        SequencedEvent event = history.events(number, 1).stream()
                .filter(found -> found.sequenceNumber() == number)
                .findFirst()
                .orElseThrow(() -> new VerificationException("event " + number + " is missing"));
        looked++;
        newest = event.sequencedAt();
        if (!Ciphertext.isIntact(event.event())) {
            throw new VerificationException("the payload of event " + number + " is not the one that was hashed");
        }
        Optional<TlogProof> proof = source.tlogProof(number);
        if (proof.isPresent()) {
            HistoryProofCheck.check(proof.get(), event, history.sequencerKeys().values());
            proved++;
        }
    }

    private String sentence(String what) {
        return "stream " + stream + ": " + what;
    }
}
