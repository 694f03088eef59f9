package com.stateset.sequencer.cli.demo;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import java.io.PrintWriter;
import java.util.Locale;

/** Tells the tour: numbered chapters, aligned lines, nothing wider than a terminal. */
final class DemoPrinter {

    /** Where hour and minute stand in {@code 2026-03-02T09:00:00Z}. */
    private static final int HOUR = 11;

    private static final int SECOND = 16;

    private final PrintWriter out;
    private int chapters;

    DemoPrinter(PrintWriter out) {
        this.out = out;
    }

    void chapter(String title) {
        chapters++;
        out.println();
        out.println(chapters + ". " + title);
        out.flush();
    }

    void say(String format, Object... arguments) {
        out.println("   " + String.format(Locale.ROOT, format, arguments));
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
        say("[ok] %s", claim);
    }

    private static String payload(Payload payload) {
        return payload instanceof Payload.Clear clear ? clear.json().toString() : "(not readable)";
    }
}
