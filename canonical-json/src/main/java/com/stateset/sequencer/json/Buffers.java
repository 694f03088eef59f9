package com.stateset.sequencer.json;

/** What one canonicalization needs and the next one on the same thread can use again. */
final class Buffers {

    /** What a thread keeps at most of each buffer, so that one huge text does not occupy memory for ever. */
    static final int KEPT = 1 << 17;

    private static final ThreadLocal<Buffers> OF_THREAD = ThreadLocal.withInitial(Buffers::new);

    final InputText input = new InputText();
    final JsonOutput output = new JsonOutput();
    final Members members = new Members();

    static Buffers ofThread() {
        return OF_THREAD.get();
    }

    /** Makes the buffers ready for the next call. */
    void release() {
        input.shrink(KEPT);
        output.clear(KEPT);
        members.clear(KEPT / 64);
    }
}
