package com.stateset.sequencer.sync.author;

import com.stateset.sequencer.event.Event;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An agent's events, checked and complete but for their signatures, which are being made: on the common pool, in order, while the
 * first events are used already. A caller that asks for an event that is not signed yet signs some itself. For one thread.
 */
public final class WrittenEvents {

    private static final int SLICE = 16;

    /** Signing these takes a fraction of a second, also on a busy machine. */
    private static final int MOST_SLICES_LEFT = 64;

    private final List<Event> unsigned;
    private final List<SigningSlice> slices = new ArrayList<>();
    private final @Nullable UnaryOperator<Event> signer;
    private final boolean shared;
    private int inSlices;

    /** Expects {@code expected} events. */
    WrittenEvents(int expected, @Nullable UnaryOperator<Event> signer) {
        this.unsigned = new ArrayList<>(expected);
        this.signer = signer;
        this.shared = expected > SLICE && ForkJoinPool.getCommonPoolParallelism() > 0;
    }

    /** Adds the next event; full slices begin to be signed at once. */
    void add(Event event) {
        unsigned.add(event);
        if (unsigned.size() - inSlices == SLICE) {
            cut();
        }
    }

    /** Adds nothing more. Of very many events, only the last thousand or so are left to be signed when this returns. */
    WrittenEvents end() {
        if (unsigned.size() > inSlices) {
            cut();
        }
        for (int i = 0; i < slices.size() - MOST_SLICES_LEFT; i++) {
            get(i * SLICE);
        }
        return this;
    }

    /** The events as they are but for their signatures. */
    public List<Event> unsigned() {
        return Collections.unmodifiableList(unsigned);
    }

    /** Returns an event as it is sent; waits for its signature, if the agent has a key. */
    public Event get(int index) {
        if (signer == null) {
            return unsigned.get(index);
        }
        SigningSlice slice = slices.get(index / SLICE);
        if (!slice.isDone() && !slice.signIfFree()) {
            helpFromTheEnd();
        }
        return slice.await().get(index % SLICE);
    }

    /** Returns all events as they are sent. */
    List<Event> all() {
        List<Event> all = new ArrayList<>(unsigned.size());
        for (int i = 0; i < unsigned.size(); i++) {
            all.add(get(i));
        }
        return Collections.unmodifiableList(all);
    }

    private void cut() {
        if (signer == null) {
            return;
        }
        SigningSlice slice = new SigningSlice(List.copyOf(unsigned.subList(inSlices, unsigned.size())), signer);
        slices.add(slice);
        inSlices = unsigned.size();
        if (shared) {
            ForkJoinPool.commonPool().execute(slice);
        }
    }

    /** Another thread is at what is wanted next; so something else can be signed meanwhile. */
    private void helpFromTheEnd() {
        for (int i = slices.size() - 1; i >= 0; i--) {
            if (slices.get(i).signIfFree()) {
                return;
            }
        }
    }
}
