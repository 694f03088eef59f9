package com.stateset.sequencer.benchmarks.append;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Says how busy the machine is. */
final class Machine {

    private Machine() {}

    static void printLoad(PrintWriter out, String when) {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        out.printf(Locale.ROOT, "load average of the last minute %s: %.2f%n", when, load);
        out.flush();
    }
}
