package com.stateset.sequencer.memory;

/** How many bytes may be remembered of something: a share of the largest heap that the JVM may have, of which 8 GiB count. */
public final class HeapShare {

    private static final long COUNTED = 8L << 30;

    private HeapShare() {}

    /**
     * One of equal shares, in bytes.
     *
     * @param shares how many there are, at least 1
     */
    public static long of(int shares) {
        return Math.min(COUNTED, Runtime.getRuntime().maxMemory()) / shares;
    }
}
