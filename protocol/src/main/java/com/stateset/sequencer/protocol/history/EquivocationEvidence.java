package com.stateset.sequencer.protocol.history;

import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Two checkpoints of one log that do not lie on one history, and the hashes that show it: a file that convicts the signer
 * before a third person, who needs nothing else but to know whose key it is. {@link EquivocationCheck} is that person's.
 *
 * <p>Two signed roots of one size need no more than themselves. Of two sizes, {@code consistency} shows what the first entries of
 * the larger tree lead to; if that is not the smaller tree's root, the larger tree has not grown out of the smaller. Immutable.
 *
 * @param evidence what kind of file it is: {@link #KIND}
 * @param origin the log
 * @param publicKey the key that is said to have signed both
 * @param first the checkpoint of the smaller tree, a signed note; of trees of one size, either
 * @param second the other
 * @param consistency what the beginning of the second tree is; null for trees of one size, or if the server did not show it
 * @param difference the first entry that is another in the two trees; null if it was not found
 */
public record EquivocationEvidence(
        String evidence,
        String origin,
        Ed25519PublicKey publicKey,
        String first,
        String second,
        @Nullable Beginning consistency,
        @Nullable Difference difference) {

    /** The first member of every such file. */
    public static final String KIND = "equivocation-v1";

    /** Checks the kind. */
    public EquivocationEvidence {
        if (!KIND.equals(evidence)) {
            throw InvalidMessageException.ofMember("evidence", "is not \"" + KIND + "\"");
        }
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(publicKey, "publicKey");
    }

    /**
     * The beginning of the second tree, as large as the first.
     *
     * @param root the root of those entries
     * @param hashes a consistency proof from that root to the second tree's
     */
    public record Beginning(Hash root, List<Hash> hashes) {

        /** Copies the hashes. */
        public Beginning {
            hashes = List.copyOf(hashes);
        }
    }

    /**
     * An entry that is another in the two trees.
     *
     * @param index its index, which is the event's sequence number less one
     * @param first its proof in the first tree
     * @param second its proof in the second
     */
    public record Difference(long index, Proved first, Proved second) {}

    /**
     * An entry in one tree.
     *
     * @param recordHash the hash of the entry at the lowest level of the tree, {@code H(0x00 || leaf_hash)}
     * @param hashes its inclusion proof
     */
    public record Proved(Hash recordHash, List<Hash> hashes) {

        /** Copies the hashes. */
        public Proved {
            hashes = List.copyOf(hashes);
        }
    }

    /**
     * Reads a file.
     *
     * @throws InvalidMessageException if it is none
     */
    public static EquivocationEvidence parse(byte[] json) {
        return ProtocolJson.read(json, EquivocationEvidence.class);
    }

    /**
     * The size of the larger tree, from the text of its checkpoint as it stands there; for a name of the file.
     *
     * @return 0 if it has none
     */
    public long size() {
        String[] lines = second.split("\n", 3);
        return lines.length == 3 && lines[1].matches("\\d{1,18}") ? Long.parseLong(lines[1]) : 0;
    }

    /** Returns the file, indented. */
    public byte[] toJson() {
        return ProtocolJson.writeIndented(this);
    }
}
