package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.AppendResult;
import com.stateset.sequencer.spi.EventStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers every append that was made at a place, and what was answered. Thread-safe. */
public final class History {

    /** Hears of calls before they are made, and when they end. */
    interface Listener {

        void begun(Call call);

        void ended(Call call);
    }

    private static final Listener NO_LISTENER = new Listener() {
        @Override
        public void begun(Call call) {}

        @Override
        public void ended(Call call) {}
    };

    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final Map<StreamId, Long> known = new ConcurrentHashMap<>();
    private final KeyTimeline keys = new KeyTimeline();
    private final AtomicInteger answers = new AtomicInteger();
    private final Listener listener;

    History() {
        this(NO_LISTENER);
    }

    History(Listener listener) {
        this.listener = listener;
    }

    /**
     * Appends a group and remembers it.
     *
     * @param caller names the call in messages
     * @throws com.stateset.sequencer.error.SequencerException as the store does; remembered, too
     */
    public List<AppendResult> append(String caller, EventStore store, List<AppendBatch> group) {
        return append(begin(caller, List.of(), group), store);
    }

    List<AppendResult> append(Call call, EventStore store) {
        List<AppendResult> answer;
        try {
            answer = store.append(call.group());
        } catch (RuntimeException e) {
            failed(call, endBy(e), describe(e));
            throw e;
        }
        answered(call, answer.stream().map(Call.Reply::of).toList());
        return answer;
    }

    Call begin(String name, List<BatchRecipe> recipes, List<AppendBatch> group) {
        Map<StreamId, Long> heads = new HashMap<>();
        group.forEach(append -> heads.put(append.stream(), known(append.stream())));
        return begin(new Call(name, recipes, group, heads, keys.ended()));
    }

    Call begin(Call call) {
        calls.add(call);
        listener.begun(call);
        return call;
    }

    void answered(Call call, List<Call.Reply> replies) {
        call.answered(replies, keys.begun());
        listener.ended(call);
        answers.incrementAndGet();
        for (int i = 0; i < Math.min(replies.size(), call.group().size()); i++) {
            seen(call.group().get(i).stream(), replies.get(i).head());
        }
    }

    void failed(Call call, Call.End end, String why) {
        call.failed(end, why);
        listener.ended(call);
    }

    /** Remembers that a stream is at least that long: whatever begins from now on must find it so. */
    void seen(StreamId stream, long head) {
        known.merge(stream, head, Math::max);
    }

    /** How long a stream is at least. */
    long known(StreamId stream) {
        return known.getOrDefault(stream, 0L);
    }

    /** Remembers something that must not be, seen while the run was going on. */
    void problem(String what) {
        problems.add(what);
    }

    /** How many calls have been answered so far. */
    public int answers() {
        return answers.get();
    }

    /** All that is done to the agents' keys. */
    KeyTimeline keys() {
        return keys;
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    /** What was answered how often. */
    @Override
    public String toString() {
        Map<String, Integer> tally = new TreeMap<>();
        calls.forEach(call -> {
            tally.merge("calls " + call.end(), 1, Integer::sum);
            call.replies().stream()
                    .flatMap(reply -> reply.answers().stream())
                    .forEach(answer -> tally.merge(
                            answer.isRejected()
                                    ? answer.reason().split(":", 2)[0]
                                    : answer.kind().name(),
                            1,
                            Integer::sum));
        });
        return tally.toString();
    }

    private static String describe(Throwable e) {
        return e.getCause() == null ? e.toString() : e + ", caused by " + describe(e.getCause());
    }

    /** What a caller knows after an exception. */
    private static Call.End endBy(RuntimeException e) {
        if (e instanceof StoreUnavailableException || e instanceof OutcomeUnknownException) {
            return Call.End.UNKNOWN;
        }
        return e instanceof StreamBusyException || e instanceof SequencerClosedException
                ? Call.End.NOT_STORED
                : Call.End.WRONG;
    }
}
