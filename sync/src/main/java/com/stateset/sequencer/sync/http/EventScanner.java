package com.stateset.sequencer.sync.http;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;

/**
 * Finds the events in a body of server-sent events (WHATWG HTML, section 9.2) without keeping any of it: an event is one or more
 * lines of {@code data} and an empty line. Comments and other fields are passed over. Takes one piece of the body at a time.
 */
final class EventScanner implements Subscriber<List<ByteBuffer>> {

    private static final String DATA = "data";
    private static final int PASSED_OVER = -1;

    private final Runnable onEvent;

    /** When the last piece came, as {@link System#nanoTime} tells it. */
    private volatile long heardAt = System.nanoTime();

    private volatile boolean hasHeard;

    private Subscription subscription = new Nothing();

    /** How much of the line so far is the beginning of {@link #DATA}; {@link #PASSED_OVER} if it is another line. */
    private int matched;

    private boolean lineIsEmpty = true;
    private boolean sawData;
    private boolean afterReturn;

    EventScanner(Runnable onEvent) {
        this.onEvent = onEvent;
    }

    long heardAt() {
        return heardAt;
    }

    /** Whether any piece has come: a gateway may pass on that an answer has begun, and hold back what is in it. */
    boolean hasHeard() {
        return hasHeard;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> piece) {
        heardAt = System.nanoTime();
        hasHeard = true;
        for (ByteBuffer bytes : piece) {
            while (bytes.hasRemaining()) {
                scan((char) bytes.get());
            }
        }
        subscription.request(1);
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onComplete() {}

    /** A line ends with a return, a line feed, or the one after the other. */
    private void scan(char c) {
        boolean secondHalf = c == '\n' && afterReturn;
        afterReturn = c == '\r';
        if (secondHalf) {
            return;
        }
        if (c == '\n' || c == '\r') {
            endLine();
            return;
        }
        lineIsEmpty = false;
        if (matched == DATA.length()) {
            sawData |= c == ':';
            matched = PASSED_OVER;
        } else if (matched != PASSED_OVER) {
            matched = c == DATA.charAt(matched) ? matched + 1 : PASSED_OVER;
        }
    }

    private void endLine() {
        sawData |= matched == DATA.length();
        if (lineIsEmpty && sawData) {
            sawData = false;
            onEvent.run();
        }
        lineIsEmpty = true;
        matched = 0;
    }

    /** Before there is anything. */
    private static final class Nothing implements Subscription {

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }
}
