package com.stateset.sequencer.witness;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.crypto.SigningKey;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.AppendedEntries;
import com.stateset.sequencer.tlog.CompactRange;
import com.stateset.sequencer.tlog.LogCheckpoint;
import com.stateset.sequencer.tlog.NoteVerifier;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.tlog.VerifierKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A log and its key, and what goes with them. */
final class Logs {

    static final String ORIGIN = "example.com/log/heads";
    static final SigningKey KEY = SigningKey.ofSeed(new byte[SigningKey.SEED_LENGTH]);
    static final VerifierKey VKEY = VerifierKey.ofLog(ORIGIN, KEY.publicKey().toByteArray());
    static final SigningKey WITNESS_KEY = SigningKey.generate();
    static final VerifierKey WITNESS =
            VerifierKey.ofWitness("example.com/w1", WITNESS_KEY.publicKey().toByteArray());
    static final NoteVerifier VERIFIER = SignatureVerifier.ofNotes();

    private Logs() {}

    /** Entries of a history: those of another begin to differ at {@code fork}. */
    static List<Hash> entries(int size, int fork) {
        List<Hash> entries = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            byte[] bytes = new byte[Hash.LENGTH];
            bytes[0] = (byte) i;
            bytes[1] = (byte) (i >= fork ? 1 : 0);
            entries.add(Hash.of(bytes));
        }
        return entries;
    }

    static List<Hash> entries(int size) {
        return entries(size, Integer.MAX_VALUE);
    }

    static SignedCheckpoint checkpoint(List<Hash> entries) {
        return checkpoint(entries, KEY);
    }

    static SignedCheckpoint checkpoint(List<Hash> entries, SigningKey key) {
        TreeHead head = CompactRange.EMPTY.appendEntries(entries).head();
        return SignedCheckpoint.sign(
                new LogCheckpoint(ORIGIN, head),
                VerifierKey.ofLog(ORIGIN, key.publicKey().toByteArray()),
                message -> key.signText(message).toByteArray());
    }

    static List<Hash> consistency(List<Hash> entries, long from) {
        CompactRange before = CompactRange.EMPTY.appendEntries(entries.subList(0, (int) from));
        return from == 0
                ? List.of()
                : AppendedEntries.ofEntries(before, entries.subList((int) from, entries.size()))
                        .consistency(from)
                        .hashes();
    }

    static ShownLog log(List<Hash> entries) {
        return new ShownLog() {
            @Override
            public Optional<SignedCheckpoint> newest() {
                return Optional.of(checkpoint(entries));
            }

            @Override
            public List<Hash> consistency(long from, long to) {
                return Logs.consistency(entries.subList(0, (int) to), from);
            }
        };
    }

    static AddCheckpoint request(List<Hash> entries, long from) {
        return new AddCheckpoint(
                from, consistency(entries, from), checkpoint(entries).note());
    }

    /** A witness's memory that ends with the test. */
    static final class Memory implements WitnessState {

        private final Map<String, Seen> seen = new HashMap<>();

        @Override
        public synchronized Optional<Seen> latest(String origin) {
            return Optional.ofNullable(seen.get(origin));
        }

        @Override
        public synchronized boolean advance(Optional<Seen> before, SignedCheckpoint checkpoint) {
            if (!latest(checkpoint.origin()).equals(before)) {
                return false;
            }
            seen.put(
                    checkpoint.origin(),
                    new Seen(checkpoint.head(), checkpoint.note().toString()));
            return true;
        }
    }
}
