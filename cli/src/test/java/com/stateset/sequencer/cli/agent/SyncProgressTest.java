package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SyncProgressTest {

    @TempDir
    private Path directory;

    @Test
    void it_goes_to_standard_error_alone() throws Exception {
        try (ChildJvm child = ChildJvm.start(directory, LongSync.class, "true", "2000")) {
            assertThat(child.awaitEnd()).isZero();
            assertThat(child.out()).isEqualTo("done\n");
            assertThat(child.err()).contains("push", "pull", "2000/2000");
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 2000", "true, 1000"})
    void no_terminal_or_little_to_do_shows_nothing(boolean watched, int events) throws Exception {
        try (ChildJvm child =
                ChildJvm.start(directory, LongSync.class, Boolean.toString(watched), Integer.toString(events))) {
            assertThat(child.awaitEnd()).isZero();
            assertThat(child.out()).isEqualTo("done\n");
            assertThat(child.err()).isEmpty();
        }
    }

    @Test
    void without_a_terminal_a_line_comes_now_and_then() {
        List<String> lines = new ArrayList<>();
        AtomicLong seconds = new AtomicLong();
        try (SyncProgress progress =
                new SyncProgress(false, lines::add, () -> TimeUnit.SECONDS.toNanos(seconds.get()))) {
            for (int batch = 1; batch <= 40; batch++) {
                progress.pushed(500L * batch, 20_000);
                seconds.incrementAndGet();
            }
            progress.pulled(0, 20_000);
            seconds.addAndGet(11);
            progress.pulled(0, 20_000);
        }
        assertThat(lines)
                .containsExactly(
                        "pushed: 5500 of 20000 events, 500 a second, about 29 s left",
                        "pushed: 10500 of 20000 events, 500 a second, about 19 s left",
                        "pushed: 15500 of 20000 events, 500 a second, about 9 s left",
                        "pulled: 0 of 20000 events, 0 a second");
    }

    /** Runs in the process: whether somebody watches, and how many events there are. */
    static final class LongSync {

        private LongSync() {}

        @SuppressWarnings("ClosingStandardOutputStreams") // a method of it is called, which closes nothing
        public static void main(String[] arguments) {
            int events = Integer.parseInt(arguments[1]);
            try (SyncProgress progress =
                    new SyncProgress(Boolean.parseBoolean(arguments[0]), System.err::println, System::nanoTime)) {
                for (int done = 0; done <= events; done += 500) {
                    progress.pushed(done, events);
                }
                for (int through = 0; through <= events; through += 500) {
                    progress.pulled(through, events);
                }
            }
            System.out.println("done");
        }
    }
}
