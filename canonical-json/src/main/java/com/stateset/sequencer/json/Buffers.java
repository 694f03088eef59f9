package com.stateset.sequencer.json;

/**
 * What one canonicalization needs and the next one on the same thread can use again: for a payload of usual size nothing is
 * allocated but the names of members, the parser and the result.
 *
 * <p>A thread has one, which {@link Canonicalizer} takes and releases within one call that calls no foreign code in between: so it
 * is never in use twice, and nothing of a text stays reachable once its call has ended but for the characters in the arrays.
 * Those of a text are overwritten, not erased.
 */
final class Buffers {

    private static final ThreadLocal<Buffers> OF_THREAD = ThreadLocal.withInitial(Buffers::new);

    final InputText input = new InputText();
    final JsonOutput output = new JsonOutput();
    final Members members = new Members();

    static Buffers ofThread() {
        return OF_THREAD.get();
    }

    /** Makes the buffers ready for the next call. */
    void release() {
        input.shrink(InputText.KEPT);
        output.clear(InputText.KEPT);
        members.clear(InputText.KEPT / 64);
    }
}
