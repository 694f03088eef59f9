package com.stateset.sequencer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BankAccountTest {

    @Test
    void of_two_who_decide_on_one_version_one_is_too_late() throws Exception {
        assertThat(Printed.by(() -> BankAccount.main(new String[0])))
                .containsExactly(
                        "Ann pays out 80.00: paid, event 2",
                        "Bob pays out 80.00: version_conflict: expected 1, actual 2",
                        "Bob tries again: refused, there are only 2000 cents",
                        "balance 2000 cents at version 2");
    }
}
