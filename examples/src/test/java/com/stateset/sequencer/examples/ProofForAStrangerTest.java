package com.stateset.sequencer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProofForAStrangerTest {

    @Test
    void what_is_true_is_proved_and_what_is_not_is_refused() throws Exception {
        List<String> printed = Printed.by(() -> ProofForAStranger.main(new String[0]));

        assertThat(printed).hasSize(2);
        assertThat(printed.get(0)).isEqualTo("event 7 of 10 is proved by 4 hashes");
        assertThat(printed.get(1)).startsWith("forged: ");
    }
}
