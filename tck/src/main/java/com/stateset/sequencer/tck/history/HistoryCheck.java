package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AppendBatch;
import com.stateset.sequencer.spi.EventStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Holds every answer of a {@link History} against the log that it left behind.
 *
 * <p>An answered call was decided when the stream had the length {@code head - accepted}. There the {@link ReferenceModel} is asked
 * what it should have been answered, and that is compared outcome by outcome; where keys were changed during the call, any state
 * of theirs meanwhile will do. The moment itself must not lie before anything that
 * was known when the call began. Each event of the log is then either claimed by exactly one answer, or must be explained by a
 * call without an answer.
 */
final class HistoryCheck {

    private final History history;
    private final List<String> violations = new ArrayList<>();
    private final Map<StreamId, StreamLog> logs = new LinkedHashMap<>();
    private final Map<StreamId, Call[]> claims = new LinkedHashMap<>();
    private final DecisionPoints points = new DecisionPoints();

    private HistoryCheck(History history) {
        this.history = history;
    }

    /** Reads the logs of all streams that the history knows of and returns what is wrong; empty if nothing is. */
    static List<String> violations(History history, EventStore store) {
        HistoryCheck check = new HistoryCheck(history);
        check.run(store);
        return check.violations;
    }

    private void run(EventStore store) {
        List<Call> calls = history.calls();
        for (StreamId stream : new TreeSet<>(
                calls.stream().flatMap(call -> call.streams().stream()).toList())) {
            StreamLog log = LogCheck.read(store, stream, violations::add);
            logs.put(stream, log);
            claims.put(stream, new Call[log.length() + 1]);
        }
        for (Call call : calls) {
            if (call.end() == Call.End.WRONG) {
                violations.add("call " + call + " threw " + call.problem());
            } else if (call.end() == Call.End.ANSWERED) {
                call.streams().forEach(stream -> answered(call, log(stream)));
            }
        }
        violations.addAll(points.overtakings());
        new LostCallSearch(logs, claims, points, calls, history.keys())
                .problem()
                .ifPresent(violations::add);
        violations.addAll(history.problems());
    }

    private StreamLog log(StreamId stream) {
        return Objects.requireNonNull(logs.get(stream));
    }

    private void answered(Call call, StreamLog log) {
        List<AppendBatch> batches = call.batches(log.stream());
        List<Call.Reply> replies = call.replies(log.stream());
        if (!fits(batches, replies)) {
            violations.add("call " + call + " was not answered once per event, with one head per stream: " + replies);
            return;
        }
        long head = replies.get(0).head();
        long accepted = replies.stream()
                .flatMap(reply -> reply.answers().stream())
                .filter(ObservedOutcome::isAccepted)
                .count();
        long length = head - accepted;
        if (head > log.length()) {
            violations.add("call " + call + " was answered head " + head + " of " + log.stream()
                    + ", which has no more than " + log.length() + " events");
        } else if (length < call.known(log.stream())) {
            violations.add("call " + call + " was answered as if " + log.stream() + " had " + length
                    + " events, though it had " + call.known(log.stream()) + " when the call began; answer " + replies);
        } else {
            points.add(call, log.stream(), length);
            tree(call, log, replies);
            List<List<ObservedOutcome>> expected = expected(call, log, length, batches, replies);
            for (int i = 0; i < batches.size(); i++) {
                compare(call, log, batches.get(i), replies.get(i).answers(), expected.get(i), length);
            }
        }
    }

    /** The tree that a call was answered is the one over the leaves that are in the log. */
    private void tree(Call call, StreamLog log, List<Call.Reply> replies) {
        for (Call.Reply reply : replies) {
            if (!reply.tree().equals(log.tree(reply.head()))) {
                violations.add("call " + call + " was answered the tree " + reply.tree() + " of " + log.stream()
                        + ", whose leaves make the tree " + log.tree(reply.head()));
            }
        }
    }

    /** What the call should have been answered, by that state of the keys which fits best what it was answered. */
    private List<List<ObservedOutcome>> expected(
            Call call, StreamLog log, long length, List<AppendBatch> batches, List<Call.Reply> replies) {
        List<List<ObservedOutcome>> expected = List.of();
        for (List<KeyChange> keys : call.keys(history.keys())) {
            expected = ReferenceModel.answers(log, length, batches, keys);
            if (agree(replies, expected)) {
                break;
            }
        }
        return expected;
    }

    private static boolean agree(List<Call.Reply> replies, List<List<ObservedOutcome>> expected) {
        for (int b = 0; b < expected.size(); b++) {
            for (int i = 0; i < expected.get(b).size(); i++) {
                if (!replies.get(b).answers().get(i).agreesWith(expected.get(b).get(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean fits(List<AppendBatch> batches, List<Call.Reply> replies) {
        if (batches.size() != replies.size()) {
            return false;
        }
        for (int i = 0; i < batches.size(); i++) {
            if (batches.get(i).events().size() != replies.get(i).answers().size()) {
                return false;
            }
        }
        return replies.stream().mapToLong(Call.Reply::head).distinct().count() == 1;
    }

    private void compare(
            Call call, StreamLog log, AppendBatch batch, List<ObservedOutcome> given, List<ObservedOutcome> expected, long length) {
        for (int i = 0; i < given.size(); i++) {
            Event event = batch.events().get(i).event();
            ObservedOutcome answer = given.get(i);
            ObservedOutcome right = expected.get(i);
            if (!answer.agreesWith(right)) {
                violations.add("call " + call + " found " + log.stream() + " at length " + length + " and was answered "
                        + place(call, batch, i) + " " + event.eventId() + ": " + answer + "; right is: " + right
                        + "; all its answers: " + call.replies(log.stream()));
            } else if (!answer.isRejected()) {
                stands(call, log, batch, i, answer);
            }
        }
    }

    /** An answer that says where an event stands must be right about it; and only one may say that it put it there. */
    private void stands(Call call, StreamLog log, AppendBatch batch, int index, ObservedOutcome answer) {
        SequencedEvent row = log.row(answer.number());
        String what = "event " + answer.number() + " of " + log.stream();
        if (!row.sequencedAt().equals(answer.at())) {
            violations.add(
                    what + " was sequenced at " + row.sequencedAt() + ", but call " + call + " was answered " + answer);
        }
        if (!answer.isAccepted()) {
            return;
        }
        Event sent = batch.events().get(index).event();
        if (!row.event().equals(sent) || row.sequencerKeyVersion() != batch.sequencerKeyVersion()) {
            violations.add(what + " is not what call " + call + " sent and was answered to be accepted there; it is "
                    + row.event() + ", it was to be " + sent);
        }
        Call[] ofStream = Objects.requireNonNull(claims.get(log.stream()));
        int place = (int) answer.number();
        if (ofStream[place] != null) {
            violations.add(what + " was accepted twice: by call " + ofStream[place] + " and by call " + call);
        }
        ofStream[place] = call;
    }

    private static String place(Call call, AppendBatch batch, int index) {
        int recipe = call.group().indexOf(batch);
        return recipe < call.recipes().size()
                ? call.recipes().get(recipe).page() + ":"
                        + call.recipes().get(recipe).items().get(index).encode()
                : "candidate " + index;
    }
}
