package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.stateset.sequencer.testsupport.TestJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process that runs one command of an agent over and over, each time to its good end, until it is told to stop. Not thread-safe. */
final class LoopingJvm implements AutoCloseable {

    private static final String RAN = "ran";

    private final Process process;
    private final BufferedReader out;

    private LoopingJvm(Process process) {
        this.process = process;
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Runs in the process: the agent's directory, the command, and the file that is there when it is time to stop; or its parent is gone. */
    public static void main(String[] arguments) {
        Agent agent = new Agent(Path.of(arguments[0]));
        Path stop = Path.of(arguments[2]);
        agent.run(arguments[1]).succeeded();
        System.out.println(RAN);
        ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
        while (!Files.exists(stop) && parent.isAlive()) {
            agent.run(arguments[1]).succeeded();
        }
    }

    /** Starts it; it stops once there is a file. */
    static LoopingJvm start(Agent agent, String command, Path stop) throws IOException {
        List<String> line = TestJvm.running(LoopingJvm.class, agent.directory().toString(), command, stop.toString());
        return new LoopingJvm(new ProcessBuilder(line).redirectErrorStream(true).start());
    }

    /** Waits until it has run its command once. */
    void awaitFirstRun() throws IOException {
        String line = out.readLine();
        StringBuilder said = new StringBuilder();
        while (line != null && !line.equals(RAN)) {
            said.append(line).append('\n');
            line = out.readLine();
        }
        assertThat(line).as("%s", said).isEqualTo(RAN);
    }

    /** Waits for its end, which it has when each run of its command has succeeded. */
    void awaitGoodEnd() throws IOException, InterruptedException {
        String said = String.join("\n", out.lines().toList());
        assertThat(process.waitFor()).as("%s", said).isZero();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
