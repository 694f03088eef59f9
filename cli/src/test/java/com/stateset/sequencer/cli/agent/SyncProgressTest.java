package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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

    /** Runs in the process: whether somebody watches, and how many events there are. */
    static final class LongSync {

        private LongSync() {}

        public static void main(String[] arguments) {
            int events = Integer.parseInt(arguments[1]);
            try (SyncProgress progress = new SyncProgress(Boolean.parseBoolean(arguments[0]), System.err::println, System::nanoTime)) {
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
