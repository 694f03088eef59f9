package com.stateset.sequencer.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a program prints. Takes the JVM's standard output meanwhile: one program at a time. */
final class Printed {

    private Printed() {}

    /** Runs a program and returns the lines that it printed. */
    static List<String> by(Program program) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            program.run();
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** A main method with its arguments. */
    interface Program {
        void run() throws Exception;
    }
}
