package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.testsupport.TestJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A process that runs a class of ours, with what it prints in two files. Not thread-safe. */
final class ChildJvm implements AutoCloseable {

    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(60);

    private final Process process;
    private final Path out;
    private final Path err;

    private ChildJvm(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static ChildJvm start(Path directory, Class<?> main, String... arguments) throws IOException {
        Path out = directory.resolve("child.out");
        Path err = directory.resolve("child.err");
        return new ChildJvm(
                new ProcessBuilder(TestJvm.running(main, arguments))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start(),
                out,
                err);
    }

    String out() throws IOException {
        return Files.readString(out);
    }

    String err() throws IOException {
        return Files.readString(err);
    }

    /** Waits until standard output is as wanted, and returns it. */
    String awaitOut(Predicate<String> wanted) throws IOException {
        long start = System.nanoTime();
        while (!wanted.test(out())) {
            if (!process.isAlive() || System.nanoTime() - start > LONGEST_WAIT) {
                throw new AssertionError("it has printed: " + out() + err());
            }
            LockSupport.parkNanos(2_000_000);
        }
        return out();
    }

    /** Tells it to stop, as an operating system does. */
    void terminate() {
        process.destroy();
    }

    /** Whether it ends by itself within some time. */
    boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
