package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.DomainHasher;
import com.stateset.sequencer.merkle.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** RFC 9162, section 2.1, as it reads: recursive, with nothing of what it is to judge but the SHA-256. */
final class ReferenceLog {

    private final List<Hash> entries;
    private final Map<Long, Hash> known = new HashMap<>();

    ReferenceLog(List<Hash> entries) {
        this.entries = entries;
    }

    Hash root(int size) {
        return root(0, size);
    }

    /** MTH of the entries [from, to). */
    Hash root(int from, int to) {
        Hash root = known.get(((long) from << 32) | to);
        if (root == null) {
            root = compute(from, to);
            known.put(((long) from << 32) | to, root);
        }
        return root;
    }

    private Hash compute(int from, int to) {
        int size = to - from;
        if (size == 0) {
            return new DomainHasher().begin().finish();
        }
        if (size == 1) {
            return sha256(0, entries.get(from));
        }
        int split = from + split(size);
        return sha256(1, root(from, split), root(split, to));
    }

    /** PATH(index, D[size]). */
    List<Hash> inclusion(int index, int size) {
        return path(index, 0, size);
    }

    private List<Hash> path(int index, int from, int to) {
        if (to - from == 1) {
            return List.of();
        }
        int split = from + split(to - from);
        boolean left = index < split;
        List<Hash> path = new ArrayList<>(left ? path(index, from, split) : path(index, split, to));
        path.add(left ? root(split, to) : root(from, split));
        return path;
    }

    /** PROOF(m, D[n]). */
    List<Hash> consistency(int from, int to) {
        return from == 0 || from == to ? List.of() : subproof(from, 0, to, true);
    }

    private List<Hash> subproof(int m, int from, int to, boolean complete) {
        if (m == to) {
            return complete ? List.of() : List.of(root(from, to));
        }
        int split = from + split(to - from);
        List<Hash> proof =
                new ArrayList<>(m <= split ? subproof(m, from, split, complete) : subproof(m, split, to, false));
        proof.add(m <= split ? root(split, to) : root(from, split));
        return proof;
    }

    /** The largest power of two below the size. */
    private static int split(int size) {
        return Integer.highestOneBit(size - 1);
    }

    private static Hash sha256(int prefix, Hash... hashes) {
        DomainHasher hasher = new DomainHasher().begin().bytes(new byte[] {(byte) prefix});
        for (Hash hash : hashes) {
            hasher.hash(hash);
        }
        return hasher.finish();
    }
}
