package com.stateset.sequencer.tck.history;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.TreeHead;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a writer in another process tells of its calls: a line before each one and a line when it ends. Each line has an end
 * mark, so that one which a kill cut short is not taken for whole.
 *
 * <pre>
 *   CALL name lengths-known recipes .
 *   ANSWER name head:root:answer,answer|head:root:answer .
 *   FAILED name end message .
 * </pre>
 */
final class CallLines {

    private static final String END_MARK = " .";

    private final Workload workload;
    private final AtomicLong lastPage;
    private final Map<String, Call> open = new ConcurrentHashMap<>();

    /**
     * Reads and writes lines.
     *
     * @param lastPage moves on to the pages that are read of
     */
    CallLines(Workload workload, AtomicLong lastPage) {
        this.workload = workload;
        this.lastPage = lastPage;
    }

    String begun(Call call) {
        String known = workload.streams().stream()
                .map(stream -> Long.toString(call.known(stream)))
                .collect(Collectors.joining(","));
        return "CALL " + call.name() + " " + known + " " + BatchRecipe.encode(call.recipes()) + END_MARK;
    }

    String ended(Call call) {
        if (call.end() == Call.End.ANSWERED) {
            String replies = call.replies().stream()
                    .map(reply -> reply.head() + ":" + reply.tree().root().toHex() + ":"
                            + reply.answers().stream().map(ObservedOutcome::encode).collect(Collectors.joining(",")))
                    .collect(Collectors.joining("|"));
            return "ANSWER " + call.name() + " " + replies + END_MARK;
        }
        return "FAILED " + call.name() + " " + call.end() + " "
                + URLEncoder.encode(call.problem(), StandardCharsets.UTF_8) + END_MARK;
    }

    /** Takes a line into a history. Returns false if it is not one of these. */
    boolean take(String line, History history) {
        if (!line.endsWith(END_MARK)) {
            return false;
        }
        String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "CALL" -> open.put(words[1], history.begin(call(words[1], words[2], words[3])));
            case "ANSWER" -> find(words[1]).ifPresent(call -> history.answered(call, replies(words[2])));
            case "FAILED" ->
                find(words[1])
                        .ifPresent(call -> history.failed(
                                call, Call.End.valueOf(words[2]), URLDecoder.decode(words[3], StandardCharsets.UTF_8)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private Call call(String name, String known, String recipes) {
        String[] lengths = known.split(",", -1);
        Map<StreamId, Long> heads = new HashMap<>();
        for (int i = 0; i < lengths.length; i++) {
            heads.put(workload.streams().get(i), Long.parseLong(lengths[i]));
        }
        List<BatchRecipe> decoded = BatchRecipe.decode(recipes);
        decoded.forEach(line -> lastPage.accumulateAndGet(line.page(), Math::max));
        return new Call(
                name,
                decoded,
                workload.group(decoded),
                heads,
                workload.firstKeys().size());
    }

    private static List<Call.Reply> replies(String text) {
        return Arrays.stream(text.split("\\|", -1))
                .map(reply -> {
                    String[] parts = reply.split(":", 3);
                    List<ObservedOutcome> answers = Arrays.stream(parts[2].split(",", -1))
                            .map(ObservedOutcome::decode)
                            .toList();
                    return new Call.Reply(new TreeHead(Long.parseLong(parts[0]), Hash.parse(parts[1])), answers);
                })
                .toList();
    }

    private Optional<Call> find(String name) {
        @Nullable Call call = open.remove(name);
        return Optional.ofNullable(call);
    }
}
