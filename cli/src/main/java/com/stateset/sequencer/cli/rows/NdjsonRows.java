package com.stateset.sequencer.cli.rows;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events from lines of JSON. A line is an object with {@code entity_type}, {@code entity_id}, {@code event_type} and
 * {@code payload}, and if it likes {@code event_id}, {@code created_at}, {@code base_version}, {@code command_id},
 * {@code payload_hash}, {@code metadata}, {@code tags} and {@code sequence_number}; a {@code payload_state} says why there is no payload, as {@code export-events}
 * writes it. Other members are ignored.
 */
final class NdjsonRows implements RowReader {

    /** What a payload may hold, the canonical form decides, not this parser: names may stand twice, and be as long as the line. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(LineReader.MAX_LENGTH)
                    .maxNumberLength(LineReader.MAX_LENGTH)
                    .build())
            .build();

    private final LineReader lines;
    private final RowIds ids;
    private final String defaultCreatedAt;
    private final UUID agent;

    /**
     * Reads {@code lines}.
     *
     * @param defaultCreatedAt for lines that do not say when
     * @param agent the source agent of all events, whatever the lines say
     */
    NdjsonRows(LineReader lines, RowIds ids, String defaultCreatedAt, UUID agent) {
        this.lines = lines;
        this.ids = ids;
        this.defaultCreatedAt = defaultCreatedAt;
        this.agent = agent;
    }

    @Override
    public @Nullable Row next() throws IOException {
        InputLine line = lines.next();
        while (line != null && line.text().isBlank()) {
            line = lines.next();
        }
        return line == null ? null : row(line);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private Row row(InputLine line) throws IOException {
        RowText source = RowText.of(line);
        if (line.problem() != null) {
            return new Row.Unreadable(source, line.problem(), null);
        }
        EventMembers members = new EventMembers();
        try {
            read(line.text(), members);
            return new Row.Read(
                    source, members.event(ids.ofRow(source), defaultCreatedAt, agent), members.sequenceNumber());
        } catch (JacksonException e) {
            return new Row.Unreadable(source, "the line is not JSON: " + e.getOriginalMessage(), members.commandId());
        } catch (BadRowException e) {
            return new Row.Unreadable(source, String.valueOf(e.getMessage()), members.commandId());
        }
    }

    private static void read(String text, EventMembers members) throws IOException, BadRowException {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadRowException("the line is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                members.take(name, parser, text);
            }
            if (parser.nextToken() != null) {
                throw new BadRowException("something follows the JSON object on its line");
            }
        }
    }
}
