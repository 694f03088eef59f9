package com.stateset.sequencer.cli.demo;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Tells the tour: numbered chapters, aligned lines, nothing wider than a terminal. Not thread-safe. */
public final class DemoPrinter {

    /** Where hour and minute stand in {@code 2026-03-02T09:00:00Z}. */
    private static final int HOUR = 11;

    private static final int SECOND = 16;

    private final Consumer<String> lines;
    private final List<Chapter> chapters = new ArrayList<>();

    DemoPrinter(Consumer<String> lines) {
        this.lines = lines;
    }

    /**
     * A chapter of the tour.
     *
     * @param shown the lines of what happened
     * @param holds what was checked
     */
    public record Chapter(String title, List<String> shown, List<String> holds) {}

    List<Chapter> chapters() {
        return List.copyOf(chapters);
    }

    void chapter(String title) {
        chapters.add(new Chapter(title, new ArrayList<>(), new ArrayList<>()));
        lines.accept("");
        lines.accept(chapters.size() + ". " + title);
    }

    void say(String format, Object... arguments) {
        String line = String.format(Locale.ROOT, format, arguments);
        current().shown().add(line.strip());
        lines.accept("   " + line);
    }

    /** A log entry: its number, when, what about, which version of it, what. */
    void event(SequencedEvent entry) {
        Event event = entry.event();
        say(
                "#%-3d %s  %-17s v%-2d %-18s %s",
                entry.sequenceNumber(),
                event.createdAt().text().substring(HOUR, SECOND),
                event.entity(),
                entry.entityVersion(),
                event.eventType(),
                payload(event.payload()));
    }

    /**
     * Tells that something holds that should.
     *
     * @throws IllegalStateException if it does not
     */
    void holds(boolean truth, String claim) {
        if (!truth) {
            throw new IllegalStateException("this should hold, but does not: " + claim);
        }
        current().holds().add(claim);
        lines.accept("   [ok] " + claim);
    }

    private Chapter current() {
        return chapters.get(chapters.size() - 1);
    }

    private static String payload(Payload payload) {
        return payload instanceof Payload.Clear clear ? clear.json().toString() : "(not readable)";
    }
}
