package com.stateset.sequencer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BankAccountTest {

    @Test
    void of_two_who_decide_on_one_version_one_is_too_late() throws Exception {
        assertThat(Printed.by(() -> BankAccount.main(new String[0])))
                .containsExactly(
                        "first clerk:  paid out of 10000",
                        "second clerk: base_version is 1 but the entity is at version 2",
                        "80.00 by the rule: [], there are 2000 cents",
                        "5.00 by the rule: [Withdrawn[cents=500]], version 3",
                        "transfer, asked 1×: 500 and 1000",
                        "transfer, asked 2×: 500 and 1000");
    }
}
