package com.stateset.sequencer.tck.journal;

import com.stateset.sequencer.error.StoreUnavailableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/**
 * A file to which each change is appended as one record, under a lock of the file. Each process that has it open takes in
 * what others have written before each step of its own, so that all hold the same. Survives a kill of its process.
 */
final class Journal implements AutoCloseable {

    private static final int HEADER = 4 + 8;

    /** A file lock keeps out other processes only. */
    private static final Map<Path, Object> MONITORS = new ConcurrentHashMap<>();

    private final Object monitor;
    private final FileChannel file;
    private final Map<Byte, Reader> readers = new HashMap<>();
    private long readTo;
    private volatile boolean closed;

    /** Takes a record in. */
    interface Reader {
        void read(DataInputStream record) throws IOException;
    }

    /** Makes a record. */
    interface Writer {
        void write(DataOutputStream record) throws IOException;
    }

    /** A step that may append records. */
    interface Step<T> {
        T run() throws IOException;
    }

    Journal(Path path) {
        this.monitor = MONITORS.computeIfAbsent(path, any -> new Object());
        try {
            this.file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StoreUnavailableException("the journal cannot be opened", e);
        }
    }

    /** Names who takes in the records of a kind. */
    void onRecord(char kind, Reader reader) {
        readers.put((byte) kind, reader);
    }

    /** Looks at what is there now. */
    <T> T look(Supplier<T> look) {
        synchronized (monitor) {
            failIfClosed();
            try {
                refresh();
            } catch (IOException e) {
                throw new StoreUnavailableException("the journal cannot be read", e);
            }
            return look.get();
        }
    }

    /** Takes a step while no other process does. */
    <T> T step(Step<T> step) {
        synchronized (monitor) {
            failIfClosed();
            try (FileLock lock = file.lock()) {
                Objects.requireNonNull(lock);
                refresh();
                return step.run();
            } catch (IOException e) {
                throw new StoreUnavailableException("the journal cannot be written", e);
            }
        }
    }

    /** Appends a record, within a step; it has been taken in when this returns. */
    void append(char kind, Writer content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(kind);
        content.write(out);
        byte[] body = bytes.toByteArray();
        ByteBuffer record = ByteBuffer.allocate(HEADER + body.length);
        record.putInt(body.length).putLong(checksum(body)).put(body);
        // Over a record that a kill cut short, if there is one.
        file.truncate(readTo);
        file.write(record.flip(), readTo);
        refresh();
    }

    void failIfClosed() {
        if (closed) {
            throw new StoreUnavailableException("the store is closed", null);
        }
    }

    @Override
    public void close() {
        synchronized (monitor) {
            closed = true;
            try {
                file.close();
            } catch (IOException e) {
                throw new StoreUnavailableException("the journal cannot be closed", e);
            }
        }
    }

    private void refresh() throws IOException {
        for (Optional<byte[]> record = record(); record.isPresent(); record = record()) {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(record.get()));
            Objects.requireNonNull(readers.get(in.readByte())).read(in);
            readTo += HEADER + record.get().length;
        }
    }

    private Optional<byte[]> record() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        if (file.read(header, readTo) < HEADER) {
            return Optional.empty();
        }
        byte[] body = new byte[header.getInt(0)];
        return file.read(ByteBuffer.wrap(body), readTo + HEADER) == body.length && checksum(body) == header.getLong(4)
                ? Optional.of(body)
                : Optional.empty();
    }

    private static long checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
