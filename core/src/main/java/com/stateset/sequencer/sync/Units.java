package com.stateset.sequencer.sync;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What may not be cut: the events of a command, or one event that has none. */
final class Units {

    private Units() {}

    static int count(List<LocalEvent> batch) {
        int units = 0;
        UUID last = null;
        for (LocalEvent event : batch) {
            UUID command = event.event().commandId();
            if (!continues(last, command)) {
                units++;
            }
            last = command;
        }
        return units;
    }

    private static boolean continues(@Nullable UUID last, @Nullable UUID command) {
        return command != null && command.equals(last);
    }
}
