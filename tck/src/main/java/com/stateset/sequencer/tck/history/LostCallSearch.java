package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.spi.AppendBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which of the calls without an answer were stored: each stretch of a log that no answer claims must be exactly what
 * one of them adds to the log before it, and a call that is stored in one of its streams must be stored in all.
 *
 * <p>The same batch may have been sent by several such calls, so this is a search; in practice the first try fits.
 */
final class LostCallSearch {

    private static final int MAX_STEPS = 200_000;

    private final Map<StreamId, StreamLog> logs;
    private final Map<StreamId, Call[]> claims;
    private final Map<UUID, List<Call>> senders = new HashMap<>();
    private final DecisionPoints points;
    private final KeyTimeline keys;
    private final Map<Part, Integer> used = new HashMap<>();
    private int steps;
    private String closest = "";

    /** What a call did to one of its streams. */
    private record Part(Call call, StreamId stream) {}

    /**
     * Prepares the search.
     *
     * @param claims which call put each event in its place, by sequence number, as far as answers tell; changed by the search
     */
    LostCallSearch(
            Map<StreamId, StreamLog> logs,
            Map<StreamId, Call[]> claims,
            DecisionPoints points,
            List<Call> calls,
            KeyTimeline keys) {
        this.logs = logs;
        this.claims = claims;
        this.points = points;
        this.keys = keys;
        for (Call call : calls) {
            if (call.end() == Call.End.UNKNOWN) {
                call.group().stream()
                        .flatMap(append -> append.events().stream())
                        .map(candidate -> candidate.event().eventId())
                        .distinct()
                        .forEach(id -> senders.computeIfAbsent(id, any -> new ArrayList<>())
                                .add(call));
            }
        }
    }

    /** Returns what cannot be explained, if anything. */
    Optional<String> problem() {
        return explain(new ArrayList<>(logs.values()), 1) ? Optional.empty() : Optional.of(closest);
    }

    private boolean explain(List<StreamLog> open, int from) {
        if (open.isEmpty()) {
            return allAreWhole();
        }
        StreamLog log = open.get(0);
        int place = from;
        while (place <= log.length() && claims(log)[place] != null) {
            place++;
        }
        if (place > log.length()) {
            return explain(open.subList(1, open.size()), 1);
        }
        UUID first = log.row(place).event().eventId();
        for (Call call : senders.getOrDefault(first, List.of())) {
            for (int count : eventsAdded(call, log, place)) {
                mark(log, place, count, call);
                used.put(new Part(call, log.stream()), place);
                if (explain(open, place + count)) {
                    return true;
                }
                used.remove(new Part(call, log.stream()));
                mark(log, place, count, null);
            }
        }
        if (closest.isEmpty()) {
            closest = "no call was answered that event " + place + " of " + log.stream() + " (" + first
                    + ") was accepted, and none of the calls without an answer explains it and what follows: "
                    + senders.getOrDefault(first, List.of());
        }
        return false;
    }

    /** Returns how many unclaimed events, from a place on, may be just what the call adds there: one number or none, mostly. */
    private List<Integer> eventsAdded(Call call, StreamLog log, int place) {
        if (steps++ >= MAX_STEPS
                || used.containsKey(new Part(call, log.stream()))
                || call.known(log.stream()) >= place) {
            return List.of();
        }
        List<AppendBatch> batches = call.batches(log.stream());
        return call.keys(keys).stream()
                .map(state -> ReferenceModel.answers(log, place - 1, batches, state))
                .distinct()
                .map(answers -> eventsAdded(batches, answers, log, place))
                .filter(count -> count > 0)
                .distinct()
                .toList();
    }

    /** Returns how many unclaimed events, from a place on, are just those that are accepted; 0 if they are not. */
    private int eventsAdded(List<AppendBatch> batches, List<List<ObservedOutcome>> answers, StreamLog log, int place) {
        int count = 0;
        for (int b = 0; b < batches.size(); b++) {
            for (int i = 0; i < answers.get(b).size(); i++) {
                if (answers.get(b).get(i).isAccepted()) {
                    if (!isAt(batches.get(b), i, log, place + count)) {
                        return 0;
                    }
                    count++;
                }
            }
        }
        return count;
    }

    private boolean isAt(AppendBatch batch, int index, StreamLog log, int place) {
        if (place > log.length() || claims(log)[place] != null) {
            return false;
        }
        SequencedEvent row = log.row(place);
        return row.event().equals(batch.events().get(index).event())
                && row.sequencerKeyVersion() == batch.sequencerKeyVersion();
    }

    /** A call that added nothing to one of its streams, though it added to another, must have found nothing to add. */
    private boolean allAreWhole() {
        for (Map.Entry<Part, Integer> entry : used.entrySet()) {
            Part part = entry.getKey();
            for (StreamId stream : part.call().streams()) {
                if (!used.containsKey(new Part(part.call(), stream))
                        && !mayAddNothing(part, entry.getValue(), stream)) {
                    closest = "call " + part.call() + ", which got no answer, is stored in " + part.stream() + " from "
                            + entry.getValue() + " on, but not in " + stream;
                    return false;
                }
            }
        }
        return true;
    }

    private boolean mayAddNothing(Part part, int place, StreamId stream) {
        StreamLog log = Objects.requireNonNull(logs.get(stream));
        List<AppendBatch> batches = part.call().batches(stream);
        long longest = Math.min(log.length(), points.longestBefore(part.stream(), place, stream));
        for (long length = longest; length >= part.call().known(stream); length--) {
            for (List<KeyChange> state : part.call().keys(keys)) {
                boolean adds = ReferenceModel.answers(log, length, batches, state).stream()
                        .flatMap(List::stream)
                        .anyMatch(ObservedOutcome::isAccepted);
                if (!adds) {
                    return true;
                }
            }
        }
        return false;
    }

    private void mark(StreamLog log, int place, int count, @Nullable Call call) {
        for (int i = 0; i < count; i++) {
            claims(log)[place + i] = call;
        }
    }

    private Call[] claims(StreamLog log) {
        return Objects.requireNonNull(claims.get(log.stream()));
    }
}
