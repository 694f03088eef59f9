package com.stateset.sequencer.cli.agent.settle;

import com.stateset.sequencer.cli.agent.folder.EventView;
import com.stateset.sequencer.cli.agent.folder.PrivateLines;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.LocalState;
import com.stateset.sequencer.sync.Outbox;
import com.stateset.sequencer.sync.conflict.Conflict;
import com.stateset.sequencer.sync.conflict.Conflicts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives rejected events of other agents, which a recovery has sent again for them, back to their authors: they are kept in a file of the
 * folder, one for each author, and given up here. Not thread-safe.
 *
 * <p>Only its author can write an event anew, and has it in a folder of its own, unless that is lost. So does what waits behind it and is
 * another agent's, too: let go by itself, it would be taken on top of something that never came back. This agent's own events behind it are
 * free then, and the next sync sends them.
 *
 * <p><b>What must hold.</b> The files are whole before anything is given up. The last of a chain goes first, so that whatever interrupts
 * this, nothing is free to be sent that should not be; run again, it goes on, with another file.
 */
final class OthersEvents {

    private final Outbox outbox;
    private final Path directory;
    private final Map<Path, Long> files = new LinkedHashMap<>();
    private @Nullable Refused refused;

    OthersEvents(Outbox outbox, Path directory) {
        this.outbox = outbox;
        this.directory = directory;
    }

    /** Does so, and returns those that were given up, in the order of sending. */
    List<LocalEvent> giveBack() {
        List<LocalEvent> chains = chains();
        save(chains);
        List<LocalEvent> lastFirst = new ArrayList<>(chains);
        Collections.reverse(lastFirst);
        for (int i = 0; i < lastFirst.size() && refused == null; i++) {
            giveUp(lastFirst.get(i));
        }
        return chains.stream()
                .flatMap(event -> outbox.find(event.eventId()).stream())
                .filter(event -> event.state() instanceof LocalState.Discarded)
                .toList();
    }

    /** An event that could not be given up, and why. */
    record Refused(LocalEvent event, String why) {}

    /** The one that could not be given up, if any; then nothing of what comes before it was, since it would be free to be sent. */
    Optional<Refused> refused() {
        return Optional.ofNullable(refused);
    }

    /** The files that were written, with how many events each has, by their names. */
    Map<Path, Long> files() {
        return Collections.unmodifiableMap(files);
    }

    private List<LocalEvent> chains() {
        Map<UUID, LocalEvent> found = new LinkedHashMap<>();
        UUID self = outbox.profile().agentId();
        for (Conflict conflict : Conflicts.of(outbox)) {
            if (!conflict.isOwn()) {
                found.put(conflict.mine().eventId(), conflict.mine());
                conflict.behind().stream()
                        .filter(event -> !event.event().sourceAgent().equals(self))
                        .forEach(event -> found.put(event.eventId(), event));
            }
        }
        return List.copyOf(found.values());
    }

    private void save(List<LocalEvent> events) {
        Map<Path, PrivateLines> open = new TreeMap<>();
        Map<Path, Long> counts = new TreeMap<>();
        try {
            for (LocalEvent event : events) {
                if (event.event().payload() instanceof Payload.Content) {
                    Path file = directory.resolve(
                            "evidence-rejected-" + event.event().sourceAgent() + ".ndjson");
                    open.computeIfAbsent(file, PrivateLines::to).add(EventView.envelope(event.event()));
                    counts.merge(file, 1L, Long::sum);
                }
            }
            open.forEach((file, lines) -> files.put(lines.commit(), counts.getOrDefault(file, 0L)));
        } finally {
            open.values().forEach(PrivateLines::close);
        }
    }

    private void giveUp(LocalEvent event) {
        try {
            List<LocalEvent> ignored = outbox.discard(event.eventId());
        } catch (IllegalStateException e) {
            // It has gone with the rest of its command, or another process has dealt with it; or it cannot be given up
            // yet.
            if (outbox.find(event.eventId()).filter(OthersEvents::waits).isPresent()) {
                refused = new Refused(event, String.valueOf(e.getMessage()));
            }
        }
    }

    private static boolean waits(LocalEvent event) {
        return event.state() instanceof LocalState.Rejected
                || event.state() instanceof LocalState.Blocked
                || event.state() instanceof LocalState.Pending;
    }
}
