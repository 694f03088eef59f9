package com.stateset.sequencer.error;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call to a sequencer's server did not get the answer it asked for. Sending the same again is safe, whatever happened. */
public abstract sealed class TransportException extends SequencerException {

    private static final long serialVersionUID = 1L;

    private final boolean mayHaveArrived;

    private TransportException(String message, boolean mayHaveArrived, @Nullable Throwable cause) {
        super(message, cause);
        this.mayHaveArrived = mayHaveArrived;
    }

    /** Whether the server may have done what it was asked, although it did not say so. */
    public boolean mayHaveArrived() {
        return mayHaveArrived;
    }

    /** There was no answer of the server's own: no connection, a broken or a late one, a gateway's excuse. Try again later. */
    public static final class Unreachable extends TransportException {

        private static final long serialVersionUID = 1L;

        public Unreachable(String message, boolean mayHaveArrived, @Nullable Throwable cause) {
            super(message, mayHaveArrived, cause);
        }
    }

    /** The server failed (5xx, but not 503 nor a gateway's); it may have done what it was asked before it did. Try again later. */
    public static final class Failed extends TransportException {

        private static final long serialVersionUID = 1L;

        private final int status;

        public Failed(int status, String message) {
            super(message, true, null);
            this.status = status;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }
    }

    /** The server has too much to do (429, 503) and says when to come back. */
    public static final class Throttled extends TransportException {

        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;

        public Throttled(String message, Duration retryAfter, boolean mayHaveArrived) {
            super(message, mayHaveArrived, null);
            this.retryAfter = retryAfter;
        }

        /** How long the server wants to be left alone; zero if it did not say. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /**
     * The server has stopped the stream (503 {@code history_mismatch}): what it has stored is not the history that it has signed. It
     * takes and signs nothing of it until an administrator looks after it, so trying again does not help.
     */
    public static final class Stopped extends TransportException {

        private static final long serialVersionUID = 1L;

        public Stopped(String message) {
            super(message, false, null);
        }
    }

    /** The server refused the whole call (4xx): as it stands, it will be refused again. */
    public static final class Refused extends TransportException {

        private static final long serialVersionUID = 1L;

        /** Who asks, for what and how often; paying, logging in, another protocol or another server might help. */
        private static final Set<Integer> ABOUT_OTHER_THINGS =
                Set.of(401, 402, 403, 404, 405, 407, 408, 421, 425, 426, 428, 429, 451, 511);

        private final int status;

        public Refused(int status, String message) {
            super(message, false, null);
            this.status = status;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }

        /** Whether it is what was sent that the server objects to, and not who sent it or where to. */
        public boolean isAboutContent() {
            return !ABOUT_OTHER_THINGS.contains(status);
        }
    }

    /** What answered does not speak the protocol. */
    public static final class Incomprehensible extends TransportException {

        private static final long serialVersionUID = 1L;

        public Incomprehensible(String message, @Nullable Throwable cause) {
            super(message, true, cause);
        }
    }
}
