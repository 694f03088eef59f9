package com.stateset.sequencer.outbox.connection;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.sync.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of events that came in: at once of those that came in through this object, and within a
 * tenth of a second of those that came with a transaction of the application, or from another process.
 * Thread-safe.
 *
 * <p>SQLite sends no notices, so it looks: at one number, with a thread that exists only while there are
 * listeners. A listener is called once for any number of events; it is to look for itself what there is. Most
 * calls are made under this object's lock, so it must be quick, and must not wait for another thread that
 * appends.
 *
 * <p><b>What can race.</b> A notice of this object's own appends and the look at the file may both bring
 * the same position: {@code told} only rises, under the lock, and the second of them finds nothing new.
 * A listener that is being removed may be called once more.
 *
 * <p><b>Failures.</b> A look that fails, because the file is busy or closed, is logged and repeated; a
 * listener that throws is logged by the look, and thrown at the caller of an append.
 */
public final class AppendWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AppendWatch.class);
    private static final long LOOK_EVERY_MILLIS = 100;

    private final LongSupplier lastPosition;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private @Nullable ScheduledExecutorService looking;
    private long told;

    /**
     * Prepares to watch.
     *
     * @param lastPosition reads the number of the last event that came in
     */
    public AppendWatch(LongSupplier lastPosition) {
        this.lastPosition = lastPosition;
    }

    /**
     * Adds a listener for what comes in from now on; the first one starts the thread.
     *
     * @return removes the listener; the last one to go stops the thread
     */
    public synchronized Subscription add(Runnable listener) {
        if (looking == null) {
            told = lastPosition.getAsLong();
            looking = Executors.newSingleThreadScheduledExecutor(AppendWatch::daemon);
            // It never fails: look() sees to that.
            Future<?> unused = looking.scheduleWithFixedDelay(
                    this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
        listeners.add(listener);
        return () -> remove(listener);
    }

    /** Tells that events up to a position are there. */
    public void reached(long position) {
        if (listeners.isEmpty()) {
            return;
        }
        tellOnce(position);
    }

    /** Tells that something else is to be sent. */
    public void changed() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public synchronized void close() {
        listeners.clear();
        stopLooking();
    }

    private synchronized void remove(Runnable listener) {
        listeners.remove(listener);
        if (listeners.isEmpty()) {
            stopLooking();
        }
    }

    private void look() {
        try {
            tellOnce(lastPosition.getAsLong());
        } catch (SequencerException e) {
            LOG.debug("Looking for new events failed", e);
        } catch (RuntimeException e) {
            LOG.warn("A listener to new events failed", e);
        }
    }

    private synchronized void tellOnce(long position) {
        if (position > told) {
            told = position;
            listeners.forEach(Runnable::run);
        }
    }

    private void stopLooking() {
        if (looking != null) {
            looking.shutdown();
            looking = null;
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "outbox-appends");
        thread.setDaemon(true);
        return thread;
    }
}
