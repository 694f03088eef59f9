package com.stateset.sequencer.projection.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class FailureTextTest {

    @Test
    void a_failure_is_kept_as_it_describes_itself() {
        assertThat(FailureText.of(new IllegalStateException("there is no order o-9")))
                .isEqualTo("java.lang.IllegalStateException: there is no order o-9");
        assertThat(FailureText.of(new IllegalStateException("own words", new SQLException("others"))))
                .isEqualTo("java.lang.IllegalStateException: own words");
        assertThat(FailureText.of(new IllegalStateException("a\0b"))).endsWith("a?b");
        assertThat(FailureText.of(new IllegalStateException("x".repeat(5000)))).hasSize(2000);
    }

    @Test
    void of_a_refusal_the_line_that_tells_of_no_row_is_kept() {
        SQLException refused = new SQLException(
                "ERROR: null value in column \"mix\"\n  Detail: Failing row contains (4111).", "23502");
        String kept = "java.sql.SQLException: ERROR: null value in column \"mix\"";
        assertThat(FailureText.of(refused)).isEqualTo(kept);
        assertThat(FailureText.of(new IllegalStateException(refused)))
                .isEqualTo("java.lang.IllegalStateException: " + kept);
    }

    @Test
    void what_repeats_values_is_kept_as_a_code() {
        assertThat(FailureText.of(new SQLException("ERROR: invalid input syntax for type integer: \"4111\"", "22P02")))
                .isEqualTo("java.sql.SQLException: SQLSTATE 22P02");
        assertThat(FailureText.of(new BatchUpdateException(
                        "Batch entry 0 insert into t values ('4111') was aborted", "23505", new int[0])))
                .isEqualTo("java.sql.BatchUpdateException: SQLSTATE 23505");
    }
}
