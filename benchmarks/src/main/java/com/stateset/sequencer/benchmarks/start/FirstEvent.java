package com.stateset.sequencer.benchmarks.start;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Opens a file, stores an event, and writes the processor time that it took, in nanoseconds, into another file. */
final class FirstEvent {

    private FirstEvent() {}

    public static void main(String[] args) throws IOException {
        try (Sequencer sequencer = Sequencer.builder()
                .store(SqliteEventStore.open(Path.of(args[0])))
                .build()) {
            sequencer.stream(UUID.randomUUID(), UUID.randomUUID())
                    .append(NewEvent.builder()
                            .entity("order", "o-1")
                            .eventType("order.placed")
                            .payload("{\"total\":1}")
                            .build());
        }
        say(Path.of(args[1]));
    }

    /** Writes the processor time of this process into a file. */
    static void say(Path file) throws IOException {
        long nanos =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
        Files.writeString(file, String.valueOf(nanos));
    }
}
