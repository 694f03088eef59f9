package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.LogVerificationException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Everything that shows, without a server, that an entry is in a log, in one file (C2SP {@code tlog-proof@v1}; files end in
 * {@code .tlog-proof}):
 *
 * <pre>
 *   c2sp.org/tlog-proof@v1
 *   extra eyJzZXF1ZW5jZV9udW1iZXIiOjI1N30=          optional; not trusted
 *   index 256
 *   oSkBYBZvfre+zmzBrqMRscuGQJM8b0Kp9A/qncuITCU=    the siblings, from the entry upwards
 *   …
 *                                                   an empty line, then the checkpoint, verbatim
 *   ves.sequencer/…
 *   300
 *   …
 * </pre>
 *
 * <p>What is <em>not</em> in the file is what makes it a proof: the reader brings the entry, recomputed from the event in hand,
 * the origin of the log, and the key. Any file of the right form makes a value; {@link #verify} judges it. Immutable.
 *
 * @param index the entry's index, from 0
 * @param hashes the siblings, that of the entry first
 * @param extra the base64 of further data, or null; nothing vouches for it
 * @param checkpoint the checkpoint
 */
public record TlogProof(
        long index, List<Hash> hashes, @Nullable String extra, SignedNote checkpoint) {

    private static final String HEADER = "c2sp.org/tlog-proof@v1";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";

    /** No tree of 2^63 - 1 entries is higher. */
    private static final int MAX_HASHES = 63;

    /**
     * Copies the hashes and checks the form.
     *
     * @throws LogVerificationException if the index is negative, there are more than 63 hashes, or {@code extra} is not
     *     base64; reason {@code MALFORMED_PROOF}
     */
    public TlogProof {
        hashes = List.copyOf(hashes);
        Objects.requireNonNull(checkpoint, "checkpoint");
        if (index < 0 || hashes.size() > MAX_HASHES) {
            throw refusal("a proof has an index from 0 on and at most " + MAX_HASHES + " hashes");
        }
        if (extra != null && LogText.decodeCanonicalBase64(extra) == null) {
            throw refusal("the extra data is not base64: " + extra);
        }
    }

    /**
     * Puts a proof and the checkpoint it leads to together.
     *
     * @throws IllegalArgumentException if the checkpoint is of another size than the proof
     */
    public static TlogProof of(LogInclusionProof proof, SignedCheckpoint checkpoint) {
        if (proof.size() != checkpoint.head().size()) {
            throw new IllegalArgumentException(
                    "a proof in a tree of " + proof.size() + " entries does not go with a checkpoint of "
                            + checkpoint.head().size());
        }
        return new TlogProof(proof.index(), proof.hashes(), null, checkpoint.note());
    }

    /**
     * Reads a proof.
     *
     * @throws LogVerificationException if it is not of this form, reason {@code MALFORMED_PROOF}, or what follows its empty
     *     line is not a signed note, reason {@code MALFORMED_NOTE}
     */
    public static TlogProof parse(byte[] file) {
        int empty = emptyLine(file);
        // Bytes that are not ASCII become characters that no line may have.
        List<String> lines =
                new ArrayList<>(List.of(new String(file, 0, empty, StandardCharsets.ISO_8859_1).split("\n", -1)));
        requireLine(lines, HEADER);
        String extra = lines.isEmpty() || !lines.get(0).startsWith(EXTRA) ? null : requireLine(lines, EXTRA);
        OptionalLong index = LogText.decimal(requireLine(lines, INDEX));
        if (index.isEmpty()) {
            throw refusal("the index is not a number");
        }
        return new TlogProof(
                index.getAsLong(),
                lines.stream().map(TlogProof::hash).toList(),
                extra,
                SignedNote.parse(Arrays.copyOfRange(file, empty + 2, file.length)));
    }

    /**
     * Verifies that an entry is in a log.
     *
     * @param recordHash the record hash of the entry that the reader has
     * @param origin the log that the reader means
     * @param reader the keys that the reader trusts
     * @return the checkpoint under which the entry is included
     * @throws LogVerificationException if the checkpoint does not hold, or the entry is not shown to be under it
     */
    public SignedCheckpoint verify(Hash recordHash, String origin, CheckpointReader reader) {
        SignedCheckpoint signed = reader.read(checkpoint, origin);
        new LogInclusionProof(index, signed.head().size(), hashes)
                .verify(recordHash, signed.head().root());
        return signed;
    }

    /** Returns the proof as bytes, UTF-8. */
    public byte[] toByteArray() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the proof. */
    @Override
    public String toString() {
        StringBuilder proof = new StringBuilder(HEADER).append('\n');
        if (extra != null) {
            proof.append(EXTRA).append(extra).append('\n');
        }
        proof.append(INDEX).append(index).append('\n');
        hashes.forEach(hash -> proof.append(LogText.base64(hash)).append('\n'));
        return proof.append('\n').append(checkpoint).toString();
    }

    /** Where the first empty line begins, the end of the line before it. */
    private static int emptyLine(byte[] file) {
        for (int at = 0; at + 1 < file.length; at++) {
            if (file[at] == '\n' && file[at + 1] == '\n') {
                return at;
            }
        }
        throw refusal("a proof has an empty line before its checkpoint");
    }

    /** Takes the first line off, and returns what stands behind its beginning. */
    private static String requireLine(List<String> lines, String start) {
        String line = lines.isEmpty() ? "" : lines.remove(0);
        if (!line.startsWith(start) || (start.equals(HEADER) && !line.equals(HEADER))) {
            throw refusal("a line of the proof must begin with \"" + start + "\"");
        }
        return line.substring(start.length());
    }

    private static Hash hash(String line) {
        Hash hash = LogText.decodeHash(line);
        if (hash == null) {
            throw refusal("a hash of the proof is not the base64 of 32 bytes");
        }
        return hash;
    }

    private static LogVerificationException refusal(String message) {
        return new LogVerificationException(Reason.MALFORMED_PROOF, message);
    }
}
