package com.stateset.sequencer.benchmarks.start;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.UUID;

/** Opens a file, stores an event, and prints the processor time that it took, in nanoseconds. */
final class FirstEvent {

    private FirstEvent() {}

    public static void main(String[] args) {
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
        System.out.println(cpuNanos());
    }

    static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
