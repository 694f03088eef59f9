package com.stateset.sequencer.witness;

import com.stateset.sequencer.tlog.Cosignature;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.NoteSignature;
import com.stateset.sequencer.tlog.NoteVerifier;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Asks one witness (C2SP {@code tlog-witness}). The size that it saw last is remembered, so that as a rule one request does;
 * after a restart the first one is told it. For one thread at a time.
 *
 * <p>What the answers mean:
 *
 * <ul>
 *   <li>200 with a line of the witness's key that verifies: cosigned. Any other line, or none, is no cosignature, whatever the
 *       status says.
 *   <li>409 with a size ({@code text/x.tlog.size}): the proof is to begin there. If that is more than the checkpoint has, the
 *       log's newest one is shown instead, since another process may be ahead. If the log itself has less, the witness has seen a
 *       larger one: a contradiction, and evidence against one of the two.
 *   <li>409 without, or 422: the witness holds another history of this log. No waiting will help.
 *   <li>404: it does not know the log. 403: it knows the log by another key. Either is a matter of its configuration. Asked again
 *       later.
 *   <li>Anything else, a time-out, a broken connection: the witness is away or busy. Asked again later.
 * </ul>
 *
 * <p>Every call ends: each request within its timeout, which covers the last byte of the answer, and after {@value
 * #MAX_REQUESTS} requests. Of an answer no more than 64 KiB is taken.
 */
final class WitnessClient {

    private static final int MAX_REQUESTS = 3;
    private static final int OK = 200;
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;
    private static final Map<Integer, String> REFUSALS = Map.of(
            403, ", so it has no key of the log that signed this",
            404, ", so it does not know the log");
    private static final Pattern SIZE = Pattern.compile("(0|[1-9][0-9]{0,17})\n");

    private final HttpClient http;
    private final WitnessAddress address;
    private final NoteVerifier verifier;
    private final Duration timeout;
    private long seen;

    WitnessClient(HttpClient http, WitnessAddress address, NoteVerifier verifier, Duration timeout) {
        this.http = http;
        this.address = address;
        this.verifier = verifier;
        this.timeout = timeout;
    }

    WitnessAddress address() {
        return address;
    }

    /**
     * Has a checkpoint cosigned, or the log's newest one if the witness has seen a larger one already.
     *
     * @return the witness's line, verified
     */
    WitnessLine cosign(SignedCheckpoint checkpoint, ShownLog log) throws WitnessException, InterruptedException {
        SignedCheckpoint shown = checkpoint;
        for (int i = 0; i < MAX_REQUESTS; i++) {
            if (seen > shown.head().size()) {
                shown = asLargeAsSeen(log);
            }
            long size = shown.head().size();
            HttpResponse<byte[]> answer = send(new AddCheckpoint(seen, log.consistency(seen, size), shown.note()));
            if (answer.statusCode() == OK) {
                WitnessLine line = lineOf(shown, answer.body());
                seen = size;
                return line;
            }
            seen = sizeToGoBackTo(answer);
        }
        throw WitnessException.unavailable("says each time that it has seen another size", null);
    }

    /** Another process may have entered and shown more since the checkpoint was read: only the log itself tells. */
    private SignedCheckpoint asLargeAsSeen(ShownLog log) throws WitnessException {
        Optional<SignedCheckpoint> newest = log.newest();
        long size = newest.map(checkpoint -> checkpoint.head().size()).orElse(0L);
        if (newest.isPresent() && size >= seen) {
            return newest.get();
        }
        long larger = seen;
        seen = 0;
        throw WitnessException.contradiction("has cosigned " + larger + " entries, and the log has only " + size);
    }

    private WitnessLine lineOf(SignedCheckpoint checkpoint, byte[] body) throws WitnessException {
        try {
            for (NoteSignature line : SignedNote.parseSignatures(new String(body, StandardCharsets.UTF_8))) {
                List<Cosignature> verified =
                        checkpoint.plus(List.of(line)).cosignatures(List.of(address.key()), verifier);
                if (!verified.isEmpty() && line.isOf(address.key())) {
                    return new WitnessLine(checkpoint, line, verified.get(0).time());
                }
            }
        } catch (LogVerificationException e) {
            throw WitnessException.unavailable(
                    "answers with something else than its cosignature: " + e.getMessage(), e);
        }
        throw WitnessException.unavailable("answers with signatures, but none of its key", null);
    }

    private static long sizeToGoBackTo(HttpResponse<byte[]> answer) throws WitnessException {
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        boolean size = answer.headers()
                .firstValue("Content-Type")
                .filter(type -> type.split(";", 2)[0].strip().equalsIgnoreCase(WitnessAnswer.SIZE))
                .isPresent();
        if (answer.statusCode() == CONFLICT && size && SIZE.matcher(body).matches()) {
            return Long.parseLong(body.strip());
        }
        String says = "answers " + answer.statusCode() + REFUSALS.getOrDefault(answer.statusCode(), "") + ": "
                + firstLine(body);
        if ((answer.statusCode() == CONFLICT && !size) || answer.statusCode() == UNPROCESSABLE) {
            throw WitnessException.contradiction(says);
        }
        throw WitnessException.unavailable(says, null);
    }

    private static String firstLine(String body) {
        String line = body.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
        return line.length() <= 200 ? line : line.substring(0, 200);
    }

    private HttpResponse<byte[]> send(AddCheckpoint request) throws WitnessException, InterruptedException {
        HttpRequest call = HttpRequest.newBuilder(address.addCheckpoint())
                .timeout(timeout)
                .POST(BodyPublishers.ofByteArray(request.toByteArray()))
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(call, BoundedBody.handler());
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw WitnessException.unavailable("does not answer in time", e);
        } catch (ExecutionException e) {
            // The client's own limit and this one's wait end at about the same moment.
            throw e.getCause() instanceof HttpTimeoutException
                    ? WitnessException.unavailable("does not answer in time", e)
                    : WitnessException.unavailable("cannot be reached: " + e.getCause(), e);
        } finally {
            answer.cancel(true);
        }
    }
}
