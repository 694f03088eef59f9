package com.stateset.sequencer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CourseSubscriptionsTest {

    @Test
    void seats_and_courses_are_both_counted_when_many_come_at_once() throws Exception {
        assertThat(Printed.by(() -> CourseSubscriptions.main(new String[0])))
                .containsExactly(
                        "defined again: true",
                        "of eight, 3 have a seat in algebra",
                        "ann wants biology: yes, course 1",
                        "ann wants chemistry: yes, course 2",
                        "ann wants biology: no",
                        "bob wants chemistry: yes, course 1",
                        "bob wants algebra: no",
                        "events of ann: 2");
    }
}
