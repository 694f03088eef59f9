package com.stateset.sequencer.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectionLifecycleTest {

    @Test
    void all_are_closed_though_one_fails() {
        List<String> closed = new ArrayList<>();
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException second = new IllegalStateException("second");
        assertThatThrownBy(() -> ProjectionLifecycle.runAll(List.of(
                        () -> closed.add("a"),
                        () -> fail(first),
                        () -> closed.add("b"),
                        () -> fail(second),
                        () -> closed.add("c"))))
                .isSameAs(first)
                .hasSuppressedException(second);
        assertThat(closed).containsExactly("a", "b", "c");
    }

    private static void fail(RuntimeException failure) {
        throw failure;
    }
}
