package com.stateset.sequencer.tlog;

import com.stateset.sequencer.merkle.Hash;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Single hashes of a log's tree (RFC 9162, section 2.1.1), and the packing of many. Pure functions; thread-safe. */
public final class LogHashes {

    /** The root of a tree without entries: {@code H("")}. */
    public static final Hash EMPTY_ROOT = Hash.of(LogHasher.ofThread().plain(new byte[0]));

    private LogHashes() {}

    /** Returns the record hash of an entry of 32 bytes: {@code H(0x00 || entry)}. */
    public static Hash record(Hash entry) {
        byte[] record = new byte[Hash.LENGTH];
        LogHasher.ofThread().record(entry, record, 0);
        return Hash.of(record);
    }

    /** Returns the record hash of an entry of any length: {@code H(0x00 || entry)}. */
    public static Hash record(byte[] entry) {
        byte[] record = new byte[Hash.LENGTH];
        LogHasher.ofThread().record(entry, record, 0);
        return Hash.of(record);
    }

    /** Returns the node above two others: {@code H(0x01 || left || right)}. */
    public static Hash node(Hash left, Hash right) {
        byte[] both = pack(List.of(left, right));
        LogHasher.ofThread().fold(both, 2);
        return at(both, 0);
    }

    /** Writes hashes one behind the other. */
    static byte[] pack(List<Hash> hashes) {
        byte[] packed = new byte[hashes.size() * Hash.LENGTH];
        for (int i = 0; i < hashes.size(); i++) {
            hashes.get(i).copyTo(packed, i * Hash.LENGTH);
        }
        return packed;
    }

    /** Returns the hashes that stand one behind the other in an array whose length is a multiple of 32. */
    static List<Hash> unpack(byte[] packed) {
        return IntStream.range(0, packed.length / Hash.LENGTH)
                .mapToObj(i -> at(packed, i))
                .toList();
    }

    /** Returns the hash at one place of a packed array. */
    static Hash at(byte[] packed, int place) {
        int from = place * Hash.LENGTH;
        return Hash.of(Arrays.copyOfRange(packed, from, from + Hash.LENGTH));
    }
}
