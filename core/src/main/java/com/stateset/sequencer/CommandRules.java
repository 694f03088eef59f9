package com.stateset.sequencer;

import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.event.Rejection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a batch alone tells of its commands: the events of one command must stand next to each other, and if one of them was
 * refused already, the others are refused with it. A replay escapes both verdicts: it is in the log whatever its neighbours.
 */
final class CommandRules {

    private final Map<UUID, Rejection> verdicts = new HashMap<>();

    CommandRules(List<NewEvent> sent, @Nullable Rejection[] refused) {
        Map<UUID, Integer> lastSeen = new HashMap<>();
        for (int i = 0; i < sent.size(); i++) {
            UUID command = sent.get(i).commandId();
            if (command == null) {
                continue;
            }
            Integer before = lastSeen.put(command, i);
            if (before != null && before != i - 1) {
                verdicts.put(command, scattered(command));
            }
            Rejection refusal = refused[i];
            if (refusal != null) {
                verdicts.putIfAbsent(
                        command, new Rejection.CommandRejected(sent.get(i).eventId(), refusal));
            }
        }
    }

    /** Returns why new events of {@code command} are rejected, or null if nothing speaks against them so far. */
    @Nullable
    Rejection verdict(@Nullable UUID command) {
        return command == null ? null : verdicts.get(command);
    }

    private static Rejection scattered(UUID command) {
        return new Rejection.SchemaValidation(
                "command_id " + command + " names events that do not stand next to each other in the batch");
    }
}
