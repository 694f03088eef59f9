package com.stateset.sequencer.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A program that answers as those of the peers do, and says of each call that it stored so many events in a tenth of a second. */
final class ScriptedPeer {

    private ScriptedPeer() {}

    /** The command that runs it. */
    static List<String> storing(int eventsPerCall) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ScriptedPeer.class.getName(),
                Integer.toString(eventsPerCall));
    }

    /** Runs with the number of events for each call; with 0, it ends when it should go. */
    public static void main(String[] arguments) throws IOException {
        int eventsPerCall = Integer.parseInt(arguments[0]);
        System.out.println("open scripted 1.0");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int calls = Integer.parseInt(line);
            System.out.println("ready");
            if (!"go".equals(in.readLine()) || eventsPerCall == 0) {
                return;
            }
            System.out.printf(
                    Locale.ROOT,
                    "{\"calls\": %d, \"events\": %d, \"seconds\": %.1f}%n",
                    calls,
                    calls * eventsPerCall,
                    calls / 10.0);
        }
    }
}
