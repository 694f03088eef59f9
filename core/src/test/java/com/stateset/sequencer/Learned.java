package com.stateset.sequencer;

import com.stateset.sequencer.error.HeadsLogStoppedException;
import com.stateset.sequencer.error.StreamStoppedException;
import java.util.concurrent.TimeUnit;

/** What was accepted in another process is looked for once a second. */
final class Learned {

    private Learned() {}

    /** Asks until nothing is stopped any more. */
    static void soon(Runnable asked) {
        long start = System.nanoTime();
        while (true) {
            try {
                asked.run();
                return;
            } catch (StreamStoppedException | HeadsLogStoppedException e) {
                if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(10)) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }
}
