package com.stateset.sequencer.cli.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.serve.ConfigurationException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * The file of an export, which grows by whole lines. Whatever ends a run, what it leaves is an export up to some event, and perhaps the
 * beginning of one more line; the next run takes that away and goes on. Not thread-safe.
 */
final class ExportFile implements Closeable {

    private static final int BLOCK = 1 << 16;
    private static final byte LINE_END = '\n';
    private static final String BEGINNING = "{\"event_id\":\"";

    private final FileChannel channel;
    private final OutputStream out;
    private final Optional<Entry> first;
    private final Optional<Entry> last;

    /** What an earlier run has written of an event. */
    record Entry(StreamId stream, long number, UUID eventId) {}

    /**
     * Takes a file over, and removes what follows its last whole line.
     *
     * @param channel the file, which may be empty; to be read and written
     * @throws ConfigurationException if it holds something else than an export
     */
    ExportFile(FileChannel channel) throws IOException {
        this.channel = channel;
        long end = lastLineEnd(channel.size()) + 1;
        if (end == 0 && !isBeginning(read(0, (int) Math.min(channel.size(), BEGINNING.length())))) {
            throw notAnExport();
        }
        first = end == 0 ? Optional.empty() : Optional.of(entry(0, firstLineEnd(end)));
        last = end == 0 ? Optional.empty() : Optional.of(entry(lastLineEnd(end - 1) + 1, end));
        channel.truncate(end).position(end);
        out = new BufferedOutputStream(Channels.newOutputStream(channel), BLOCK);
    }

    /** The first event that is in it. */
    Optional<Entry> first() {
        return first;
    }

    /** The last event that is in it whole. */
    Optional<Entry> last() {
        return last;
    }

    void add(ExportLine line) throws IOException {
        ProtocolJson.write(out, line);
        out.write(LINE_END);
    }

    /** What was added is on the disk when this returns. */
    void force() throws IOException {
        out.flush();
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        out.flush();
        channel.close();
    }

    private Entry entry(long from, long to) throws IOException {
        try {
            JsonNode line =
                    ProtocolJson.tree(read(from, Math.toIntExact(to - from)).array());
            return new Entry(
                    new StreamId(uuid(line, "tenant_id"), uuid(line, "store_id")),
                    line.path("sequence_number").longValue(),
                    uuid(line, "event_id"));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw notAnExport();
        }
    }

    private static boolean isBeginning(ByteBuffer bytes) {
        return BEGINNING.startsWith(StandardCharsets.UTF_8.decode(bytes).toString());
    }

    private static ConfigurationException notAnExport() {
        return new ConfigurationException("it is there, and is no export; name another one");
    }

    private static UUID uuid(JsonNode line, String member) {
        return UUID.fromString(line.path(member).asText());
    }

    private long firstLineEnd(long limit) throws IOException {
        for (long from = 0; from < limit; from += BLOCK) {
            ByteBuffer block = read(from, (int) Math.min(BLOCK, limit - from));
            for (int i = 0; i < block.capacity(); i++) {
                if (block.get(i) == LINE_END) {
                    return from + i + 1;
                }
            }
        }
        return limit;
    }

    /** Returns where the last line before a place ends; -1 if none does. */
    private long lastLineEnd(long before) throws IOException {
        for (long to = before; to > 0; to -= BLOCK) {
            long from = Math.max(0, to - BLOCK);
            ByteBuffer block = read(from, (int) (to - from));
            for (int i = block.capacity() - 1; i >= 0; i--) {
                if (block.get(i) == LINE_END) {
                    return from + i;
                }
            }
        }
        return -1;
    }

    private ByteBuffer read(long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            // Until it is full.
        }
        return bytes.flip();
    }
}
