package com.stateset.sequencer.witness;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.NoteSignature;
import com.stateset.sequencer.tlog.NoteVerifier;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.SignedNote;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
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
 *   <li>409 with a size ({@code text/x.tlog.size}): the proof is to begin there. If that is more than the log has, the witness
 *       has seen a larger one: a contradiction, and evidence against one of the two.
 *   <li>409 without, or 422: the witness holds another history of this log. No waiting will help.
 *   <li>Anything else, a time-out, a broken connection: the witness is away, busy or not configured yet. Asked again later.
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
     * Has a checkpoint cosigned.
     *
     * @param consistency the hashes of the proof from an earlier size to the checkpoint's
     * @return the witness's line, verified
     */
    NoteSignature cosign(SignedCheckpoint checkpoint, LongFunction<List<Hash>> consistency)
            throws WitnessException, InterruptedException {
        for (int i = 0; i < MAX_REQUESTS; i++) {
            if (seen > checkpoint.head().size()) {
                long larger = seen;
                seen = 0;
                throw WitnessException.contradiction("has cosigned " + larger + " entries, and the log has only "
                        + checkpoint.head().size());
            }
            AddCheckpoint request = new AddCheckpoint(seen, consistency.apply(seen), checkpoint.note());
            HttpResponse<byte[]> answer = send(request);
            if (answer.statusCode() == OK) {
                NoteSignature line = lineOf(checkpoint, answer.body());
                seen = checkpoint.head().size();
                return line;
            }
            seen = sizeToGoBackTo(answer);
        }
        throw WitnessException.unavailable("says each time that it has seen another size", null);
    }

    private NoteSignature lineOf(SignedCheckpoint checkpoint, byte[] body) throws WitnessException {
        try {
            List<NoteSignature> lines = SignedNote.parseSignatures(new String(body, StandardCharsets.UTF_8));
            if (!checkpoint
                    .plus(lines)
                    .cosignatures(List.of(address.key()), verifier)
                    .isEmpty()) {
                return lines.stream()
                        .filter(line -> line.isOf(address.key()))
                        .findFirst()
                        .orElseThrow();
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
                .filter(WitnessAnswer.SIZE::equals)
                .isPresent();
        if (answer.statusCode() == CONFLICT && size && SIZE.matcher(body).matches()) {
            return Long.parseLong(body.strip());
        }
        String says = "answers " + answer.statusCode() + ": " + firstLine(body);
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
            throw WitnessException.unavailable("cannot be reached: " + e.getCause(), e);
        } finally {
            answer.cancel(true);
        }
    }
}
