package com.stateset.sequencer.json;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What one canonicalization needs and the next one can use again: for a payload of usual size nothing is allocated but the result, and on
 * the long way the names of members and the parser.
 *
 * <p>{@link Canonicalizer} takes them and releases them within one call that calls no foreign code in between. They are not a thread's own:
 * a virtual thread lives for one call of a server, and would make them anew each time. So they lie in places by the threads' numbers, where
 * the next thread of that number finds them, or makes new ones if they are in use.
 *
 * <p>Nothing of a text stays reachable once its call has ended but for the characters in the arrays. Those of a text are overwritten, not
 * erased.
 */
final class Buffers {

    /** A power of two. */
    private static final int PLACES = 64;

    /** Each in a cache line of its own, so that processors do not wait for one another. */
    private static final int APART = 16;

    private static final AtomicReferenceArray<@Nullable Buffers> FREE = new AtomicReferenceArray<>(PLACES * APART);

    final InputText input = new InputText();
    final JsonOutput output = new JsonOutput();
    final Members members = new Members();
    final PlainText plain = new PlainText();

    static Buffers take() {
        Buffers free = FREE.getAndSet(place(), null);
        return free == null ? new Buffers() : free;
    }

    /** Makes the buffers ready for the next call. */
    void release() {
        input.shrink(InputText.KEPT);
        output.clear(InputText.KEPT);
        members.clear(InputText.KEPT / 64);
        FREE.set(place(), this);
    }

    private static int place() {
        return place(Thread.currentThread().getId());
    }

    /** Virtual threads are many: their numbers do not stay within an int. */
    static int place(long threadId) {
        return (int) (threadId & (PLACES - 1)) * APART;
    }
}
