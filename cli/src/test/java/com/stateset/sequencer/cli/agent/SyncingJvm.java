package com.stateset.sequencer.cli.agent;

import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.testsupport.TestJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that runs {@code agent sync} until nothing is left to do, unless it is killed. Not thread-safe. */
final class SyncingJvm implements AutoCloseable {

    private final Process process;

    private SyncingJvm(Process process) {
        this.process = process;
    }

    /** Runs in the process: the agent's directory, and the size of a batch. */
    public static void main(String[] arguments) {
        while (new Agent(Path.of(arguments[0]))
                        .run("sync", "--batch", arguments[1])
                        .exitCode()
                != ExitCodes.DONE) {
            // Once more.
        }
    }

    static SyncingJvm start(Agent agent, int batch) throws IOException {
        Path log = agent.directory().resolve("process.log");
        List<String> command =
                TestJvm.running(SyncingJvm.class, agent.directory().toString(), Integer.toString(batch));
        return new SyncingJvm(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start());
    }

    /** Kills it as an operating system does: without asking. */
    void kill() {
        process.destroyForcibly();
    }

    /** Kills it after some time, unless it has ended before. */
    void killAfter(int milliseconds) throws InterruptedException {
        if (!process.waitFor(milliseconds, TimeUnit.MILLISECONDS)) {
            kill();
        }
    }

    /** Waits for its end; returns whether it was killed. */
    boolean awaitEnd() throws InterruptedException {
        return process.waitFor() != 0;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
