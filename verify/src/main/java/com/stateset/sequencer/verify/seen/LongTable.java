package com.stateset.sequencer.verify.seen;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An array of longs, zero at first, in the heap while it is small, and else in a temporary file that is mapped into memory. So how much an
 * audit remembers is bounded by the folder for temporary files, and a heap of 256 MiB is enough for millions of events: the machine keeps in memory of the
 * file what it has room for.
 *
 * <p>The file has no name any more once this is made, where the system allows that, and its space is given back when this is collected.
 * It is written once before it is mapped: later, a full disk could only be told as a fault of memory. If there is no room for
 * it, the array is in the heap after all. For one thread.
 */
final class LongTable {

    /** 128 MiB in a piece. */
    private static final int PIECE_BITS = 24;

    private static final int PIECE = 1 << PIECE_BITS;
    private static final int WRITTEN_AT_ONCE = 1 << 20;

    private final LongBuffer[] pieces;

    private LongTable(LongBuffer[] pieces) {
        this.pieces = pieces;
    }

    /**
     * Makes an array.
     *
     * @param length how many longs, 1 or more
     * @param mostInHeap how many are kept in the heap at most
     */
    static LongTable of(long length, long mostInHeap) {
        return new LongTable(length <= mostInHeap ? inHeap(length) : inFile(length));
    }

    private static LongBuffer[] inHeap(long length) {
        LongBuffer[] pieces = new LongBuffer[pieces(length)];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = LongBuffer.allocate(lengthOf(i, length));
        }
        return pieces;
    }

    private static LongBuffer[] inFile(long length) {
        try {
            Path file = Files.createTempFile("sequencer-audit", null);
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
                fill(channel, length * Long.BYTES);
                return map(channel, length);
            }
        } catch (IOException e) {
            return inHeapFor(length, e);
        }
    }

    /** What kept it from being in a file is told if there is no room for it in the heap either. */
    private static LongBuffer[] inHeapFor(long length, IOException reason) {
        try {
            return inHeap(length);
        } catch (OutOfMemoryError e) {
            e.addSuppressed(reason);
            throw e;
        }
    }

    private static void fill(FileChannel channel, long bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(WRITTEN_AT_ONCE);
        for (long left = bytes; left > 0; ) {
            zeros.clear().limit((int) Math.min(left, WRITTEN_AT_ONCE));
            left -= channel.write(zeros);
        }
    }

    private static LongBuffer[] map(FileChannel channel, long length) throws IOException {
        LongBuffer[] pieces = new LongBuffer[pieces(length)];
        for (int i = 0; i < pieces.length; i++) {
            long start = (long) i * PIECE * Long.BYTES;
            pieces[i] = channel.map(MapMode.READ_WRITE, start, (long) lengthOf(i, length) * Long.BYTES)
                    .asLongBuffer();
        }
        return pieces;
    }

    private static int pieces(long length) {
        return Math.toIntExact((length + PIECE - 1) >>> PIECE_BITS);
    }

    private static int lengthOf(int piece, long length) {
        return (int) Math.min(PIECE, length - ((long) piece << PIECE_BITS));
    }

    long get(long index) {
        return pieces[(int) (index >>> PIECE_BITS)].get((int) index & (PIECE - 1));
    }

    void set(long index, long value) {
        pieces[(int) (index >>> PIECE_BITS)].put((int) index & (PIECE - 1), value);
    }
}
