package com.stateset.sequencer.verify.monitor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * Something that people should look at. Written as one line of JSON. Immutable.
 *
 * @param at when it was found
 * @param kind what kind of thing it is
 * @param subject the log that it is about: an origin, or the server's address
 * @param message what is wrong, in one sentence
 * @param evidence signed texts that show it to others, by name; empty if there are none
 */
public record Alarm(
        Instant at,
        Kind kind,
        String subject,
        String message,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> evidence) {

    /** Copies the evidence. */
    public Alarm {
        evidence = Map.copyOf(evidence);
    }

    /** Kinds of alarms. */
    public enum Kind {
        /** Two signed or shown histories do not fit together: a history was rewritten, cut or forked. */
        INCONSISTENT,
        /** The sequencer itself has found that a stored history is not the one that it signed, and stopped the stream. */
        STOPPED,
        /** What signs is not a key that was pinned. */
        KEY_CHANGED,
        /** An administrator has accepted another history of a stream; refused until the monitor is told to accept it, too. */
        HISTORY_ACCEPTED,
        /** The sequencer signs nothing, so that nothing can be monitored. */
        UNSIGNED,
        /** Events have been there for longer than they may without an entry in the heads log. */
        STALE,
        /** No quorum of the named witnesses has cosigned the heads log recently enough. */
        QUORUM_MISSING,
        /** The server could not be asked. */
        UNREACHABLE;

        /** Whether the history itself is in doubt, and not only its freshness. */
        public boolean isAboutHistory() {
            return compareTo(HISTORY_ACCEPTED) <= 0;
        }

        /** Returns the kind as it is written, such as {@code key_changed}. */
        @Override
        @JsonValue
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
