package com.stateset.sequencer.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.stateset.sequencer.benchmarks.process.ChildProcess;
import com.stateset.sequencer.benchmarks.turns.Interval;
import com.stateset.sequencer.benchmarks.turns.TimedSubject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;

/**
 * Processes of one program, which share out the calls of an interval. Lines go to and fro:
 *
 * <pre>
 *   ◄── open NAME AND VERSIONS        its schema is made
 *   ──► 40                            how many calls to prepare
 *   ◄── ready
 *   ──► go                            to all processes at once
 *   ◄── {"calls": 40, "events": 4000, "seconds": 0.31}
 * </pre>
 *
 * <p>The slowest process's seconds are the interval's. A process that says anything else, or nothing in time, ends the measurement.
 */
final class PeerProcesses implements TimedSubject {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String OPEN = "open ";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<ChildProcess> processes = new ArrayList<>();
    private final int callersEach;
    private final int eventsPerCall;
    private String name = "";

    private PeerProcesses(int callersEach, int eventsPerCall) {
        this.callersEach = callersEach;
        this.eventsPerCall = eventsPerCall;
    }

    /**
     * Starts them, one after the other, so that the first one makes the schema.
     *
     * @param command the program and its arguments
     * @param count how many processes
     * @param callersEach how many callers each of them has
     */
    static PeerProcesses start(List<String> command, int count, int callersEach, int eventsPerCall) throws IOException {
        PeerProcesses started = new PeerProcesses(callersEach, eventsPerCall);
        try {
            for (int i = 0; i < count; i++) {
                ChildProcess process = ChildProcess.start(command, Map.of());
                started.processes.add(process);
                started.name = answer(process, OPEN).substring(OPEN.length());
            }
            return started;
        } catch (IOException | IllegalStateException e) {
            started.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return name + "; " + processes.size() + (processes.size() == 1 ? " process, " : " processes, ") + callersEach
                + (callersEach == 1 ? " caller" : " callers") + (processes.size() == 1 ? "" : " each");
    }

    @Override
    public int callers() {
        return processes.size() * callersEach;
    }

    @Override
    public Interval run(int calls, ExecutorService threads) {
        try {
            for (int i = 0; i < processes.size(); i++) {
                processes.get(i).send(Integer.toString(share(calls, i)));
            }
            for (ChildProcess process : processes) {
                answer(process, "ready");
            }
            for (ChildProcess process : processes) {
                process.send("go");
            }
            double seconds = 0;
            for (int i = 0; i < processes.size(); i++) {
                seconds = Math.max(seconds, seconds(answer(processes.get(i), "{"), share(calls, i)));
            }
            return Interval.elsewhere((long) calls * eventsPerCall, Math.round(1e9 * seconds));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int share(int calls, int process) {
        return calls / processes.size() + (process < calls % processes.size() ? 1 : 0);
    }

    private double seconds(String line, int calls) throws IOException {
        JsonNode said = JSON.readTree(line);
        double seconds = said.path("seconds").asDouble();
        if (said.path("calls").asInt() != calls
                || said.path("events").asLong() != (long) calls * eventsPerCall
                || !(seconds > 0)) {
            throw new IllegalStateException(calls + " calls were asked for, and it said: " + line);
        }
        return seconds;
    }

    private static String answer(ChildProcess process, String start) throws IOException {
        String line = process.await(LIMIT, any -> true);
        if (!line.startsWith(start)) {
            throw new IllegalStateException("the process should have said \"" + start + "\" and said: " + line);
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        for (ChildProcess process : processes) {
            process.close();
        }
    }
}
