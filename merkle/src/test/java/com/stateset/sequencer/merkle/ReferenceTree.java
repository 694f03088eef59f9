package com.stateset.sequencer.merkle;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** PROTOCOL section 4 as it reads, recursively and with nothing of what it is to judge: leaves, padding, nodes. */
final class ReferenceTree {

    private final List<Hash> padded;

    ReferenceTree(List<Hash> leaves) {
        int size = 1;
        while (size < leaves.size()) {
            size *= 2;
        }
        padded = new ArrayList<>(leaves);
        padded.addAll(Collections.nCopies(size - leaves.size(), sha256("VES_PAD_LEAF_V1")));
    }

    int size() {
        return padded.size();
    }

    Hash root() {
        return root(padded);
    }

    List<Hash> path(int index) {
        return path(padded, index);
    }

    /** The root of the subtree {@code position} at {@code height}. */
    Hash node(int height, int position) {
        return root(padded.subList(position << height, (position + 1) << height));
    }

    static Hash sha256(String prefix, Hash... hashes) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(prefix.getBytes(US_ASCII));
        for (Hash hash : hashes) {
            message.writeBytes(hash.toByteArray());
        }
        try {
            return Hash.of(MessageDigest.getInstance("SHA-256").digest(message.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Hash root(List<Hash> leaves) {
        if (leaves.size() == 1) {
            return leaves.get(0);
        }
        int half = leaves.size() / 2;
        return sha256("VES_NODE_V1", root(leaves.subList(0, half)), root(leaves.subList(half, leaves.size())));
    }

    private static List<Hash> path(List<Hash> leaves, int index) {
        if (leaves.size() == 1) {
            return List.of();
        }
        int half = leaves.size() / 2;
        List<Hash> left = leaves.subList(0, half);
        List<Hash> right = leaves.subList(half, leaves.size());
        List<Hash> path = new ArrayList<>(index < half ? path(left, index) : path(right, index - half));
        path.add(root(index < half ? right : left));
        return path;
    }
}
