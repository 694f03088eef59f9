package com.stateset.sequencer.protocol.scope;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.SubtreeRoot;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * What stands for the events of a range that are not sent: for each run of them between two that are, the roots of the largest perfect
 * subtrees of the history tree that the run consists of ({@link SubtreeRoot}), in order, 32 bytes each, all in one base64url text. Which
 * subtrees they are follows from the numbers of the events that are sent; so does how many bytes there must be.
 *
 * <p>A run of {@code n} events takes about {@code 2 log2 n} hashes, and one for each 256 events where it is long: a hundred events some
 * 300 bytes, where their leaf hashes would take 4,300.
 */
public final class HiddenRuns {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** What one hash stands for at most. */
    private static final long MOST_ENTRIES = 1L << SubtreeRoot.MAX_HEIGHT;

    private HiddenRuns() {}

    /** Writes the hashes. */
    public static String write(List<SubtreeRoot> hidden) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(hidden.size() * Hash.LENGTH);
        hidden.forEach(subtree -> bytes.writeBytes(subtree.hash().toByteArray()));
        return ENCODER.encodeToString(bytes.toByteArray());
    }

    /**
     * Reads the hashes.
     *
     * @param from the first sequence number of the range
     * @param through the last one; {@code from - 1} for an empty range
     * @param shown the sequence numbers of the events that are sent
     * @param text what was written
     * @throws IllegalArgumentException if the numbers do not rise within the range, or there is not one hash for each subtree
     */
    public static List<SubtreeRoot> read(long from, long through, List<Long> shown, String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (bytes.length % Hash.LENGTH != 0) {
            throw new IllegalArgumentException("the hashes of the events that are not shown have " + bytes.length
                    + " bytes, which is no multiple of " + Hash.LENGTH);
        }
        if (through - from >= (bytes.length / Hash.LENGTH + 1) * MOST_ENTRIES + shown.size()) {
            throw wrongLength(bytes.length, bytes.length + Hash.LENGTH);
        }
        List<SubtreeRoot> hidden = new ArrayList<>();
        long next = from;
        int at = 0;
        List<Long> ends = new ArrayList<>(shown);
        ends.add(through + 1);
        for (long end : ends) {
            if (end < next || end > through + 1) {
                throw new IllegalArgumentException(
                        "event " + end + " is not in its place among those from " + next + " to " + through);
            }
            List<Integer> heights = end == next ? List.of() : SubtreeRoot.heights(next - 1, end - next);
            int length = heights.size() * Hash.LENGTH;
            hidden.addAll(SubtreeRoot.of(next - 1, end - next, hashes(bytes, at, length)));
            at += length;
            next = end + 1;
        }
        if (at != bytes.length) {
            throw wrongLength(bytes.length, at);
        }
        return hidden;
    }

    private static List<Hash> hashes(byte[] bytes, int from, int length) {
        if (from + length > bytes.length) {
            throw wrongLength(bytes.length, from + length);
        }
        List<Hash> hashes = new ArrayList<>();
        for (int at = from; at < from + length; at += Hash.LENGTH) {
            hashes.add(Hash.of(Arrays.copyOfRange(bytes, at, at + Hash.LENGTH)));
        }
        return hashes;
    }

    private static IllegalArgumentException wrongLength(int is, int least) {
        return new IllegalArgumentException("the hashes of the events that are not shown have " + is + " bytes, where "
                + least + " or more are needed");
    }
}
