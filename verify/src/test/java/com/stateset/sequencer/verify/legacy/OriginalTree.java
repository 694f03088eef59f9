package com.stateset.sequencer.verify.legacy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What the original commits to, worked out from its formulas alone and level by level: unsigned events 7, 8, … of one stream, about orders.
 */
record OriginalTree(List<byte[]> leaves) {

    static final UUID TENANT = UUID.fromString("11111111-2222-3333-4444-555555555555");
    static final UUID STORE = UUID.fromString("66666666-7777-8888-9999-aaaaaaaaaaaa");
    static final long FIRST = 7;

    static OriginalTree of(int count) {
        List<byte[]> leaves = new ArrayList<>();
        for (long number = FIRST; number < FIRST + count; number++) {
            leaves.add(leaf(number));
        }
        return new OriginalTree(leaves);
    }

    /** Of its first versions, whose leaves were the payloads' hashes. */
    static OriginalTree ofPayloadHashes(int count) {
        List<byte[]> leaves = new ArrayList<>();
        for (long number = FIRST; number < FIRST + count; number++) {
            leaves.add(sha256(payload(number).getBytes(StandardCharsets.UTF_8)));
        }
        return new OriginalTree(leaves);
    }

    static String payload(long number) {
        return "{\"sku\":\"A-" + number + "\"}";
    }

    static String entityId(long number) {
        return "größe-" + number;
    }

    byte[] root() {
        List<byte[]> level = leaves;
        while (level.size() > 1) {
            level = above(level);
        }
        return level.get(0);
    }

    List<byte[]> path(int index) {
        List<byte[]> path = new ArrayList<>();
        int position = index;
        for (List<byte[]> level = leaves; level.size() > 1; level = above(level)) {
            int sibling = position % 2 == 0 ? position + 1 : position - 1;
            if (sibling < level.size()) {
                path.add(level.get(sibling));
            }
            position /= 2;
        }
        return path;
    }

    private static List<byte[]> above(List<byte[]> level) {
        List<byte[]> nodes = new ArrayList<>();
        for (int left = 0; left < level.size(); left += 2) {
            nodes.add(left + 1 < level.size() ? sha256(level.get(left), level.get(left + 1)) : level.get(left));
        }
        return nodes;
    }

    private static byte[] leaf(long number) {
        byte[] type = "order".getBytes(StandardCharsets.UTF_8);
        byte[] id = entityId(number).getBytes(StandardCharsets.UTF_8);
        return sha256(
                "STATESET_COMMITMENT_LEAF_V1".getBytes(StandardCharsets.US_ASCII),
                bytes(TENANT),
                bytes(STORE),
                ByteBuffer.allocate(Long.BYTES).putLong(number).array(),
                sha256(payload(number).getBytes(StandardCharsets.UTF_8)),
                ByteBuffer.allocate(Integer.BYTES).putInt(type.length).array(),
                type,
                ByteBuffer.allocate(Integer.BYTES).putInt(id.length).array(),
                id);
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static byte[] sha256(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        try {
            return MessageDigest.getInstance("SHA-256").digest(all.toByteArray());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
