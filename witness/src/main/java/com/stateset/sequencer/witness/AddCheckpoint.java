package com.stateset.sequencer.witness;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedNote;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a log sends to a witness (C2SP {@code tlog-witness}, {@code add-checkpoint}): a new checkpoint, and the proof that it
 * extends the one that the witness saw last.
 *
 * <pre>
 *   old 20852163
 *   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=      the consistency hashes, from below, 0 to 63 lines
 *                                                     an empty line
 *   example.com/log                                   the checkpoint, byte for byte
 *   20852014
 *   …
 * </pre>
 *
 * <p>Immutable. Whether the proof holds is for the witness to say.
 *
 * @param oldSize the size that the proof begins at
 * @param consistency its hashes
 * @param checkpoint the new checkpoint
 */
public record AddCheckpoint(long oldSize, List<Hash> consistency, SignedNote checkpoint) {

    private static final int MAX_HASHES = 63;
    private static final Pattern OLD = Pattern.compile("old (0|[1-9][0-9]{0,18})");

    /** Copies the hashes. */
    public AddCheckpoint {
        consistency = List.copyOf(consistency);
        if (oldSize < 0 || consistency.size() > MAX_HASHES) {
            throw new IllegalArgumentException("a proof begins at a size and has no more than " + MAX_HASHES
                    + " hashes: " + oldSize + ", " + consistency.size());
        }
    }

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException if it is not one; the message says what is wrong in one sentence
     */
    public static AddCheckpoint parse(byte[] body) {
        int end = endOfHead(body);
        String[] lines = new String(body, 0, end, StandardCharsets.ISO_8859_1).split("\n", -1);
        if (!OLD.matcher(lines[0]).matches()) {
            throw new IllegalArgumentException("the first line is not \"old\" and a size");
        }
        try {
            return new AddCheckpoint(
                    Long.parseLong(lines[0].substring("old ".length())),
                    Arrays.stream(lines, 1, lines.length)
                            .map(AddCheckpoint::hash)
                            .toList(),
                    SignedNote.parse(Arrays.copyOfRange(body, end + 2, body.length)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the old size is more than 2^63 - 1", e);
        } catch (LogVerificationException e) {
            throw new IllegalArgumentException("the checkpoint is not a signed note: " + e.getMessage(), e);
        }
    }

    /** Returns the request as it is sent. */
    public byte[] toByteArray() {
        StringBuilder head = new StringBuilder("old ").append(oldSize).append('\n');
        consistency.forEach(hash -> head.append(Base64.getEncoder().encodeToString(hash.toByteArray()))
                .append('\n'));
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(checkpoint.toByteArray());
        return request.toByteArray();
    }

    /** Returns where the first empty line is: the index of the line end before it. */
    private static int endOfHead(byte[] body) {
        for (int i = 0; i + 1 < body.length; i++) {
            if (body[i] == '\n' && body[i + 1] == '\n') {
                return i;
            }
        }
        throw new IllegalArgumentException("there is no empty line between the proof and the checkpoint");
    }

    private static Hash hash(String line) {
        try {
            byte[] bytes = Base64.getDecoder().decode(line);
            if (bytes.length == Hash.LENGTH
                    && Base64.getEncoder().encodeToString(bytes).equals(line)) {
                return Hash.of(bytes);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a line of the proof is not base64", e);
        }
        throw new IllegalArgumentException("a line of the proof is not the base64 of 32 bytes");
    }
}
