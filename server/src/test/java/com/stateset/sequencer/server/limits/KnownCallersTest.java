package com.stateset.sequencer.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.merkle.Hash;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnownCallersTest {

    private final KnownCallers callers = new KnownCallers();

    @Test
    void who_was_let_in_is_known_until_refused() {
        assertThat(callers.owner(hash(1))).isEmpty();
        callers.letIn(hash(1), "a");
        assertThat(callers.owner(hash(1))).contains("a");
        callers.refused(hash(1));
        assertThat(callers.owner(hash(1))).isEmpty();
    }

    @Test
    void of_one_owner_those_are_kept_that_were_used_last() {
        for (int i = 0; i <= KnownCallers.MOST; i++) {
            callers.letIn(hash(0), "a");
            callers.letIn(hash(i), "a");
        }
        assertThat(callers.owner(hash(0))).contains("a");
        assertThat(callers.owner(hash(1))).isEmpty();
        assertThat(callers.owner(hash(2))).contains("a");
    }

    @Test
    void owners_with_many_push_out_none_with_few() {
        int few = KnownCallers.MOST / 4;
        for (int i = 0; i < few; i++) {
            callers.letIn(hash(i), "few");
        }
        for (int i = few; i < 4 * KnownCallers.MOST; i++) {
            callers.letIn(hash(i), "many " + i % 2);
        }
        for (int i = 0; i < few; i++) {
            assertThat(callers.owner(hash(i))).contains("few");
        }
        assertThat(IntStream.range(few, 4 * KnownCallers.MOST)
                        .filter(i -> callers.owner(hash(i)).isPresent()))
                .hasSize(KnownCallers.MOST - few);
    }

    @Test
    void of_owners_with_one_each_those_are_kept_that_were_used_last() {
        callers.letIn(hash(0), 0);
        for (int i = 1; i <= KnownCallers.MOST; i++) {
            callers.letIn(hash(0), 0);
            callers.letIn(hash(i), i);
        }
        assertThat(callers.owner(hash(0))).contains(0);
        assertThat(callers.owner(hash(1))).isEmpty();
        assertThat(callers.owner(hash(2))).contains(2);
    }

    @Test
    void credentials_may_come_to_another_owner() {
        callers.letIn(hash(1), "a");
        callers.letIn(hash(1), "b");
        assertThat(callers.owner(hash(1))).contains("b");
        callers.refused(hash(1));
        assertThat(callers.owner(hash(1))).isEmpty();
    }

    private static Hash hash(int number) {
        return Hash.of(ByteBuffer.allocate(Hash.LENGTH).putInt(number).array());
    }
}
