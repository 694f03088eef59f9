package com.stateset.sequencer.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.stateset.sequencer.error.StoreUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up: a file system of its own, which only root can mount. */
class FullDiskTest {

    @TempDir
    private Path disk;

    private boolean mounted;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.toString());
        assumeTrue(mounted, "only root can mount a file system");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted) {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    @Test
    void ping_says_that_the_disk_is_full_and_later_that_it_is_not() throws IOException {
        try (SqliteEventStore store = SqliteEventStore.open(disk.resolve("events.db"))) {
            Samples.append(store, Samples.candidate());
            store.ping();
            Path rest = fill();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            Samples.append(store, Samples.candidate());
                        }
                    })
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("the disk of the event file is full");
            assertThatThrownBy(store::ping)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("the disk of the event file is full");
            long before = store.head(Samples.STREAM);
            Files.delete(rest);
            store.ping();
            assertThat(Samples.append(store, Samples.candidate()).head()).isEqualTo(before + 1);
        }
    }

    private Path fill() throws IOException {
        Path rest = disk.resolve("rest");
        try (OutputStream out = Files.newOutputStream(rest)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException e) {
            return rest;
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
