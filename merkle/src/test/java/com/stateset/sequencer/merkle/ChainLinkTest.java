package com.stateset.sequencer.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChainLinkTest {

    private static final Hash STREAM = StateRoot.streamId(new UUID(1, 2), new UUID(3, 4));

    private final Random random = Samples.random();
    private final ChainLink first = link(1, 10, Hash.ZERO);
    private final ChainLink second = link(11, 11, first.newStateRoot());

    @Test
    void sound_links_verify() {
        first.verify(STREAM);
        second.verify(STREAM);
        second.verifyAfter(first, STREAM);
        link(12, 11 + MerkleTree.MAX_LEAVES, second.newStateRoot()).verifyAfter(second, STREAM);
        assertThat(first.leafCount()).isEqualTo(10);
    }

    @Test
    void every_value_counts() {
        String message = "the state root after 11..11 is ";
        Hash other = Samples.hash(random);
        Hash root = second.merkleRoot();
        Hash before = second.prevStateRoot();
        assertBroken(new ChainLink(11, 11, other, before, second.newStateRoot()), message);
        assertBroken(new ChainLink(11, 11, root, other, second.newStateRoot()), message);
        assertBroken(new ChainLink(11, 11, root, before, other), message);
        assertBroken(new ChainLink(10, 11, root, before, second.newStateRoot()), "the state root after 10..11 is ");
        assertBroken(new ChainLink(11, 12, root, before, second.newStateRoot()), "the state root after 11..12 is ");
        assertThatExceptionOfType(BrokenChainException.class)
                .isThrownBy(() -> second.verify(StateRoot.streamId(new UUID(3, 4), new UUID(1, 2))))
                .withMessageStartingWith(message);
    }

    @Test
    void only_the_first_link_has_nothing_before_it() {
        assertBroken(link(2, 10, Hash.ZERO), "a commitment from 2 on cannot have the previous state root 000000");
        assertBroken(link(1, 10, second.newStateRoot()), "a commitment from 1 on cannot have the previous state root ");
    }

    @Test
    void gaps_overlaps_and_forks_are_seen() {
        Hash tip = first.newStateRoot();
        assertDoesNotFollow(link(12, 12, tip), "after a commitment up to 10 the next cannot start at 12");
        assertDoesNotFollow(link(10, 12, tip), "after a commitment up to 10 the next cannot start at 10");
        assertDoesNotFollow(first, "after a commitment up to 10 the next cannot start at 1");
        Hash other = Samples.hash(random);
        assertDoesNotFollow(link(11, 12, other), "the state root before 11 is " + tip + ", not " + other);
        assertDoesNotFollow(new ChainLink(11, 12, other, tip, other), "the state root after 11..12 is ");
    }

    @Test
    void a_range_starts_at_1_or_later_and_holds_1_to_1048576_events() {
        long[][] ranges = {{0, 1}, {-1, 1}, {2, 1}, {1, MerkleTree.MAX_LEAVES + 1L}, {1, Long.MAX_VALUE}, {5, -5}};
        for (long[] range : ranges) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StateRoot.of(STREAM, Hash.ZERO, Hash.ZERO, range[0], range[1]))
                    .withMessage("a commitment covers 1 to 1048576 events from sequence number 1 on, not %d..%d"
                            .formatted(range[0], range[1]));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ChainLink(range[0], range[1], Hash.ZERO, Hash.ZERO, Hash.ZERO));
        }
        long last = Long.MAX_VALUE;
        assertThat(StateRoot.of(STREAM, Hash.ZERO, Hash.ZERO, last, last)).isNotEqualTo(Hash.ZERO);
    }

    private ChainLink link(long start, long end, Hash before) {
        Hash merkleRoot = Samples.hash(random);
        return new ChainLink(start, end, merkleRoot, before, StateRoot.of(STREAM, before, merkleRoot, start, end));
    }

    private void assertDoesNotFollow(ChainLink link, String message) {
        assertThatExceptionOfType(BrokenChainException.class)
                .isThrownBy(() -> link.verifyAfter(first, STREAM))
                .withMessageStartingWith(message);
    }

    private static void assertBroken(ChainLink link, String message) {
        assertThatExceptionOfType(BrokenChainException.class)
                .isThrownBy(() -> link.verify(STREAM))
                .withMessageStartingWith(message);
    }
}
