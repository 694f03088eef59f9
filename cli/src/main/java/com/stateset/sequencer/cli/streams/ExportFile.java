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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file of an export, which grows by whole lines. Whatever ends a run, what it leaves is an export up to some event, and perhaps the
 * beginning of one more line; the next run takes that away and goes on. Not thread-safe.
 */
final class ExportFile implements Closeable {

    private static final int BLOCK = 1 << 16;
    private static final byte LINE_END = '\n';

    /** No line has its ids further back. */
    private static final int IDS = 512;

    private final FileChannel channel;
    private final long end;
    private final OutputStream out;
    private final Optional<Entry> first;
    private final Optional<Entry> last;

    /** What an earlier run has written of an event. */
    record Entry(StreamId stream, long number, UUID eventId) {}

    /**
     * Looks at a file, and leaves it as it is.
     *
     * @param channel the file, which may be empty; to be read and written
     * @param stream whose events an unfinished first line must be of
     * @throws ConfigurationException if it holds something else than an export
     */
    ExportFile(FileChannel channel, StreamId stream) throws IOException {
        this.channel = channel;
        end = lastLineEnd(channel.size()) + 1;
        if (end == 0 && !isBeginning(stream, read(0, (int) Math.min(channel.size(), IDS)))) {
            throw notAnExport();
        }
        first = end == 0 ? Optional.empty() : Optional.of(entry(0, firstLineEnd(end)));
        last = end == 0 ? Optional.empty() : Optional.of(entry(lastLineEnd(end - 1) + 1, end));
        out = new BufferedOutputStream(Channels.newOutputStream(channel), BLOCK);
    }

    /** Removes what follows its last whole line; what is added goes there. To be called once, before the first is added. */
    void takeOver() throws IOException {
        channel.truncate(end).position(end);
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

    /** Whether a line of the stream begins so, as far as this goes. */
    private static boolean isBeginning(StreamId stream, ByteBuffer bytes) {
        String line = "\\{\"event_id\":\"[-0-9a-f]{36}\",(\"command_id\":(null|\"[-0-9a-f]{36}\"),)?\"tenant_id\":\""
                + stream.tenantId() + "\",\"store_id\":\"" + stream.storeId() + "\"";
        Matcher matcher = Pattern.compile(line).matcher(StandardCharsets.ISO_8859_1.decode(bytes));
        return matcher.lookingAt() || matcher.hitEnd();
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
