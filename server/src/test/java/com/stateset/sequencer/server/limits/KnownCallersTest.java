package com.stateset.sequencer.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.merkle.Hash;
import java.nio.ByteBuffer;
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
    void those_are_kept_that_were_used_last() {
        callers.letIn(hash(0), "a");
        for (int i = 1; i <= KnownCallers.MOST; i++) {
            assertThat(callers.owner(hash(0))).contains("a");
            callers.letIn(hash(i), "b");
        }
        assertThat(callers.owner(hash(0))).contains("a");
        assertThat(callers.owner(hash(1))).isEmpty();
        assertThat(callers.owner(hash(2))).contains("b");
    }

    private static Hash hash(int number) {
        return Hash.of(ByteBuffer.allocate(Hash.LENGTH).putInt(number).array());
    }
}
