package com.stateset.sequencer.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.tck.process.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process that works at an outbox's file and is killed. */
final class CrashRun {

    private CrashRun() {}

    /**
     * Kills a program some time after it has said that it begins, unless it says before that it is done.
     *
     * @return how long it has worked
     */
    static long runFor(Class<?> program, long nanos, Path file) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(2);
        try (ChildJvm child = ChildJvm.start(program, List.of(file.toString()), line -> {
            begun.countDown();
            done.countDown();
            return true;
        })) {
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            long start = System.nanoTime();
            boolean ignored = done.await(nanos, TimeUnit.NANOSECONDS);
            long taken = System.nanoTime() - start;
            child.kill();
            return taken;
        }
    }
}
