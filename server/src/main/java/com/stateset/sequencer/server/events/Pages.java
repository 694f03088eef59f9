package com.stateset.sequencer.server.events;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Connections;
import com.stateset.sequencer.server.http.Principal;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers with pages of events, and with other large answers, no more of them at a time than memory allows, whatever clients read of them. Thread-safe.
 *
 * <h2>Memory</h2>
 * A page is read into memory as a whole, up to 16 MiB and an event, since nobody knows its size before. So a call takes the most that its
 * page can be before it reads, and gives back what the page is not. All pages together take up to a quarter of the heap; those of one
 * tenant, or of one address of callers without a key, up to three quarters of that. Who waits five seconds for it is answered 503.
 *
 * <h2>Time</h2>
 * A client has to take its page at {@value #LEAST_RATE} bytes a second, after a time for nothing. While others wait for memory it has a
 * second for nothing and half a minute for all of its page; of those who are slower, the slowest is cut. A page is cut within, so that no
 * client takes it for a whole one.
 */
public final class Pages implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

    private static final int HEAP_SHARE = 4;
    private static final int MIB = 1024;

    /** In KiB: a store ends a page with the event that makes it as large as 16 MiB. */
    private static final int LARGEST = 17 * MIB;

    private static final int LARGEST_EVENT = MIB;

    /** While a page is read, there may be each of its payloads twice: encrypted and not. */
    private static final int COPIES = 2;

    private static final long LEAST_RATE = 64 << 10;
    private static final Duration PRESSED_GRACE = Duration.ofSeconds(1);
    private static final long PRESSED_SECONDS = 30;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final PageMemory memory;
    private final Duration clientTimeout;
    private final Set<Sending> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Pages::daemon);

    /**
     * Makes an answerer.
     *
     * @param clientTimeout what a client may take for nothing
     */
    public Pages(Duration clientTimeout) {
        this.clientTimeout = clientTimeout;
        this.memory = ofHeap(Runtime.getRuntime().maxMemory());
        long pause = Math.min(clientTimeout.toMillis() / 4 + 1, LONGEST_PAUSE.toMillis());
        ScheduledFuture<?> unused = clock.scheduleWithFixedDelay(this::check, pause, pause, TimeUnit.MILLISECONDS);
    }

    private static PageMemory ofHeap(long bytes) {
        int capacity = (int) Math.min(Integer.MAX_VALUE, bytes / HEAP_SHARE / EventMemory.KIB);
        return new PageMemory(capacity, Math.max(capacity / 4 * 3, Math.min(capacity, worst(Integer.MAX_VALUE))));
    }

    /** What a page of so many events can take while it is read, in KiB. */
    private static int worst(int limit) {
        int events = Math.min(limit, 1000);
        return COPIES * Math.min(events * LARGEST_EVENT, LARGEST) + events * EventMemory.ENVELOPE;
    }

    /** What these events take, in KiB; and again what is being written of one of them. */
    private static int cost(List<SequencedEvent> events) {
        long held = events.stream().mapToLong(EventMemory::held).sum();
        long written = events.stream().mapToLong(EventMemory::copied).max().orElse(0);
        return (int) ((held + written) / EventMemory.KIB) + 1;
    }

    /**
     * Answers a call with a message that holds events.
     *
     * @param limit the most events
     * @param read reads them
     */
    void answer(Context call, int limit, Supplier<ReadPage> read) {
        answer(call, limit, 0, read);
    }

    /**
     * The same with a message that is made of several pages of the store.
     *
     * @param keptBytes how many bytes of events are kept, at most, while the last of these pages is read
     */
    void answer(Context call, int limit, int keptBytes, Supplier<ReadPage> read) {
        int most = worst(limit) + keptBytes / EventMemory.KIB;
        Object caller = Principal.shareOwner(call);
        try (PageMemory.Share share = memory.take(caller, most, this::shed)) {
            ReadPage page = read.get();
            int cost = cost(page.events);
            share.shrinkTo(cost);
            write(call, caller, page.mediaType, page.message.get(), cost);
        }
    }

    /**
     * Answers a call with a message whose size is known before it is read.
     *
     * @param bytes the most that it takes while it is read and written
     * @param read reads it
     */
    public void answerWithin(Context call, long bytes, Supplier<?> read) {
        int cost = (int) Math.min(Integer.MAX_VALUE, bytes / EventMemory.KIB + 1);
        Object caller = Principal.shareOwner(call);
        PageMemory.Share share = memory.take(caller, cost, this::shed);
        try {
            write(call, caller, Answer.CONTENT_TYPE, read.get(), cost);
        } finally {
            share.close();
        }
    }

    /**
     * What was read.
     *
     * @param mediaType of the answer
     * @param events the events in memory
     * @param message makes the answer of them, once the memory is given back that they do not take
     */
    record ReadPage(String mediaType, List<SequencedEvent> events, Supplier<Object> message) {

        /** A page in the form of the protocol. */
        ReadPage(List<SequencedEvent> events, Supplier<Object> message) {
            this(Answer.CONTENT_TYPE, events, message);
        }
    }

    private void write(Context call, Object caller, String mediaType, Object message, int cost) {
        Answer.begin(call, 200, mediaType);
        OutputStream perhapsCompressed = call.outputStream();
        try (PacedAnswer out = new PacedAnswer(perhapsCompressed, Connections.of(call.res()))) {
            Sending sending =
                    new Sending(out, caller, Math.max(LEAST_RATE, cost * (long) EventMemory.KIB / PRESSED_SECONDS));
            open.add(sending);
            try {
                ProtocolJson.write(out, message);
                perhapsCompressed.close();
            } finally {
                open.remove(sending);
            }
        } catch (IOException e) {
            LOG.debug("The client of a page is gone, or was cut", e);
            Connections.abort(call.req(), e);
        }
    }

    private void check() {
        open.stream()
                .filter(sending -> sending.out.lateNanos(clientTimeout, LEAST_RATE) > 0)
                .forEach(sending -> sending.out.cut());
    }

    /** Makes room for those who wait, by what they wait for. */
    private void shed() {
        open.stream()
                .filter(sending -> sending.pressedLate() > 0 && memory.isInTheWay(sending.caller))
                .max(Comparator.comparingLong(Sending::pressedLate))
                .ifPresent(sending -> sending.out.cut());
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "page-clock");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * A page that is being sent.
     *
     * @param caller whose memory it takes
     * @param pressedRate the bytes a second at which it has to be taken while others wait
     */
    private record Sending(PacedAnswer out, Object caller, long pressedRate) {

        long pressedLate() {
            return out.lateNanos(PRESSED_GRACE, pressedRate);
        }
    }
}
