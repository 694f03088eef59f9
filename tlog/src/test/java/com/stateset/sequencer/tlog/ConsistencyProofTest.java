package com.stateset.sequencer.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.merkle.Hash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsistencyProofTest {

    private final ReferenceLog reference = new ReferenceLog(Samples.entries(17));

    @Test
    void every_altered_proof_of_small_logs_is_refused() {
        for (int to = 0; to <= 17; to++) {
            for (int from = 0; from <= to; from++) {
                assertOnlyItself(from, to);
            }
        }
    }

    private void assertOnlyItself(int from, int to) {
        List<Hash> path = reference.consistency(from, to);
        Hash first = reference.root(from);
        Hash second = reference.root(to);
        new ConsistencyProof(from, to, path).verify(first, second);
        assertRefused(new ConsistencyProof(from, to, path), Samples.flipped(first), second);
        if (from > 0) {
            assertRefused(new ConsistencyProof(from, to, path), first, Samples.flipped(second));
        }
        new AlteredHashes(path)
                .forEach(altered -> assertRefused(new ConsistencyProof(from, to, altered), first, second));
    }

    @Test
    void an_empty_log_grows_to_anything() {
        new ConsistencyProof(0, 5, List.of()).verify(LogHashes.EMPTY_ROOT, reference.root(5));
        new ConsistencyProof(0, 0, List.of()).verify(LogHashes.EMPTY_ROOT, LogHashes.EMPTY_ROOT);
        assertRefused(new ConsistencyProof(0, 5, List.of()), Hash.ZERO, reference.root(5));
    }

    @Test
    void a_log_does_not_shrink() {
        assertRefused(new ConsistencyProof(5, 4, List.of()), reference.root(5), reference.root(4));
        assertRefused(new ConsistencyProof(-1, 4, List.of()), Hash.ZERO, reference.root(4));
    }

    @Test
    void a_fork_is_refused() {
        List<Hash> forked = new ArrayList<>(Samples.entries(17));
        forked.set(4, Samples.flipped(forked.get(4)));
        ReferenceLog fork = new ReferenceLog(forked);
        List<Hash> path = fork.consistency(9, 17);
        assertRefused(new ConsistencyProof(9, 17, path), reference.root(9), fork.root(17));
    }

    private static void assertRefused(ConsistencyProof proof, Hash first, Hash second) {
        assertThatThrownBy(() -> proof.verify(first, second))
                .isInstanceOfSatisfying(
                        LogVerificationException.class,
                        e -> assertThat(e.reason()).isEqualTo(LogVerificationException.Reason.NOT_CONSISTENT));
    }
}
