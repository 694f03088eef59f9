package com.stateset.sequencer.benchmarks.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What memory a process has, of whatever kind, in kilobytes; 0 where the system does not tell.
 *
 * @param residentKilobytes now
 * @param peakKilobytes the most so far
 */
public record ProcessMemory(long residentKilobytes, long peakKilobytes) {

    /** Of this process. */
    public static ProcessMemory ofThisProcess() throws IOException {
        return of("self");
    }

    static ProcessMemory of(String process) throws IOException {
        Path status = Path.of("/proc", process, "status");
        List<String> lines = Files.exists(status) ? Files.readAllLines(status, StandardCharsets.UTF_8) : List.of();
        return new ProcessMemory(kilobytes(lines, "VmRSS:"), kilobytes(lines, "VmHWM:"));
    }

    private static long kilobytes(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }
}
