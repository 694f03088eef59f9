package com.stateset.sequencer.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stateset.sequencer.merkle.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogInclusionProofTest {

    private static final Hash SECRET = LogHashes.record(Samples.entries(1).get(0));

    @Test
    void every_altered_proof_of_small_logs_is_refused() {
        List<Hash> entries = Samples.entries(13);
        ReferenceLog reference = new ReferenceLog(entries);
        for (int size = 1; size <= 13; size++) {
            for (int index = 0; index < size; index++) {
                assertOnlyItself(index, size, reference, entries);
            }
        }
    }

    private static void assertOnlyItself(int index, int size, ReferenceLog reference, List<Hash> entries) {
        List<Hash> path = reference.inclusion(index, size);
        Hash record = LogHashes.record(entries.get(index));
        Hash root = reference.root(size);
        new LogInclusionProof(index, size, path).verify(record, root);
        for (int other = -1; other <= size; other++) {
            if (other != index) {
                assertRefused(new LogInclusionProof(other, size, path), record, root);
            }
        }
        assertRefused(new LogInclusionProof(index, size, path), Samples.flipped(record), root);
        assertRefused(new LogInclusionProof(index, size, path), record, Samples.flipped(root));
        new AlteredHashes(path)
                .forEach(altered -> assertRefused(new LogInclusionProof(index, size, altered), record, root));
    }

    @Test
    void sizes_up_to_the_largest_are_counted_right() {
        assertThatThrownBy(() -> new LogInclusionProof(0, Long.MAX_VALUE, List.of()).verify(SECRET, SECRET))
                .hasMessage("entry 0 of 9223372036854775807 takes 63 hashes, not 0");
        assertThatThrownBy(() ->
                        new LogInclusionProof(Long.MAX_VALUE - 1, Long.MAX_VALUE, List.of()).verify(SECRET, SECRET))
                .hasMessage("entry 9223372036854775806 of 9223372036854775807 takes 62 hashes, not 0");
        assertThatThrownBy(() -> new LogInclusionProof(0, Long.MIN_VALUE, List.of()).verify(SECRET, SECRET))
                .hasMessage("a log of -9223372036854775808 entries has none at index 0");
    }

    private static void assertRefused(LogInclusionProof proof, Hash record, Hash root) {
        assertThatThrownBy(() -> proof.verify(record, root))
                .isInstanceOfSatisfying(
                        LogVerificationException.class,
                        e -> assertThat(e.reason()).isEqualTo(LogVerificationException.Reason.NOT_INCLUDED));
    }
}
