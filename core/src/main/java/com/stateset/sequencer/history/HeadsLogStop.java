package com.stateset.sequencer.history;

import com.stateset.sequencer.error.HeadsLogStoppedException;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.spi.EnteredBreak;
import com.stateset.sequencer.tlog.LogVerificationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the heads log is stopped in this process, and why. Thread-safe.
 *
 * <p>A stop is one value that nothing changes. It is over as soon as a break is known that stands {@linkplain HeadsLogBreaks
 * signed} behind the last one that was there while the log ran: an administrator has accepted a history, in another process. One
 * of those who ask about a stopped log looks for that, {@linkplain LookInterval once a second} at most; they change nothing else.
 *
 * <p><b>What can race.</b> Any thread may stop the log, at any time. Only the signer ends a stop, in its turn, together with its
 * memory of what was signed. Both are done under this object's monitor, without I/O, and a stop that is in force is not replaced: so
 * a stop that comes after a former one was over takes its place, and no end of that one takes it away.
 */
final class HeadsLogStop {

    private static final Logger LOG = LoggerFactory.getLogger(HeadsLogStop.class);

    private final HeadsLogBreaks breaks;
    private final LookInterval looks = new LookInterval();

    /** Why nothing is signed; null if it is. */
    private volatile @Nullable Stop stopped;

    /** The last signed break that was looked for and found; only grows. */
    private volatile long accepted = HistoryLine.NEVER;

    /** The last break that was there while the log ran; only grows. Written by the signer, in its turn. */
    private volatile long known;

    /** Begins with a log that runs, and the breaks that it has. */
    HeadsLogStop(HeadsLogBreaks breaks) {
        this.breaks = breaks;
        this.known = firstKnown();
    }

    /** A log that is damaged stops when it is used, and keeps no sequencer from starting. */
    private long firstKnown() {
        try {
            return breaks.last();
        } catch (StoreFailedException e) {
            LOG.debug("The heads log cannot be read", e);
            return HistoryLine.NEVER;
        }
    }

    /**
     * Returns if the log is not stopped. Reads only if it is.
     *
     * @throws HeadsLogStoppedException if it is
     */
    void requireRunning() {
        Stop stop = stopped;
        if (stop != null && isInForce(stop) && !isAcceptedElsewhere(stop)) {
            throw new HeadsLogStoppedException(stop.why());
        }
    }

    /** Whether there is a stop that is over, and has not been ended yet. */
    boolean isOver() {
        Stop stop = stopped;
        return stop != null && !isInForce(stop);
    }

    /**
     * Ends a stop that is over, if there is one; for the signer, in its turn.
     *
     * @param forget lets what was signed before be forgotten
     * @throws HeadsLogStoppedException if there is one that is in force
     */
    synchronized void endIfOver(Runnable forget) {
        Stop stop = stopped;
        if (stop != null && isInForce(stop)) {
            throw new HeadsLogStoppedException(stop.why());
        }
        end(forget);
    }

    /**
     * Ends a stop, if there is one, since a history is being accepted; for the signer, in its turn.
     *
     * @param forget lets what was signed before be forgotten
     */
    synchronized void end(Runnable forget) {
        if (stopped != null) {
            forget.run();
            stopped = null;
        }
    }

    /** Stops the log, unless it is stopped; returns what to throw. */
    synchronized HeadsLogStoppedException stop(String why) {
        Stop before = stopped;
        if (before == null || !isInForce(before)) {
            stopped = new Stop(why, Math.max(known, accepted));
            LOG.error("The heads log is stopped: {}", why);
        }
        return new HeadsLogStoppedException(why);
    }

    /** Where the last break stands now, believed or not; {@link HistoryLine#NEVER} for none. */
    long lastBreak() {
        return breaks.last();
    }

    /**
     * Notes the breaks of a log that was found to be the one that was signed, up to that size; for the signer, in its turn.
     *
     * @return where the last break stands now
     */
    long noteBreaks(long size) {
        long last = breaks.last();
        if (last < size) {
            noteBreak(last);
        }
        return last;
    }

    /** Notes a break that is there; for the signer, in its turn. */
    void noteBreak(long index) {
        known = Math.max(known, index);
    }

    private boolean isInForce(Stop stop) {
        return accepted <= stop.lastBreak();
    }

    private boolean isAcceptedElsewhere(Stop stop) {
        if (looks.take()) {
            try {
                breaks.signedSince(stop.lastBreak()).ifPresent(this::goOn);
            } catch (SequencerException | LogVerificationException | IndexOutOfBoundsException e) {
                LOG.debug("The heads log stays stopped", e);
            }
        }
        return !isInForce(stop);
    }

    private synchronized void goOn(EnteredBreak found) {
        if (found.index() > accepted) {
            accepted = found.index();
            LOG.warn("The heads log goes on: entry {} accepts a history, from another process", found.index());
        }
    }

    /**
     * Why the log is stopped.
     *
     * @param why what differs
     * @param lastBreak the index of the last break that was known then
     */
    private record Stop(String why, long lastBreak) {}
}
