package com.stateset.sequencer.cli.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.stateset.sequencer.cli.files.OwnerOnly;
import com.stateset.sequencer.cli.ingest.Item.Refused;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The rows that are not in the log, as NDJSON: {@code line}, {@code event_id} if it had come to that, {@code reason},
 * {@code message} and the {@code row} as it stands in the file. It replaces that of an earlier run, and exists only if there
 * is something in it; for its owner only, as rows may hold anything. Not thread-safe.
 */
public final class RejectsFile implements Closeable {

    private static final JsonFactory JSON = new JsonFactory();

    private final Path path;
    private @Nullable BufferedWriter out;

    /** Removes what an earlier run has left at {@code path}. */
    public RejectsFile(Path path) throws IOException {
        this.path = path;
        Files.deleteIfExists(path);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    void add(Refused refused) throws IOException {
        if (out == null) {
            Files.deleteIfExists(path);
            out = new BufferedWriter(Channels.newWriter(OwnerOnly.openNew(path), StandardCharsets.UTF_8));
        }
        out.write(json(refused));
        out.newLine();
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }

    private static String json(Refused refused) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("line", refused.source().line());
            if (refused.eventId() != null) {
                json.writeStringField("event_id", refused.eventId().toString());
            }
            json.writeStringField("reason", refused.reason());
            json.writeStringField("message", refused.message());
            json.writeStringField("row", refused.source().text());
            json.writeEndObject();
        }
        return text.toString();
    }
}
