package com.stateset.sequencer.cli;

import com.stateset.sequencer.cli.rows.CreatedAtColumn;
import com.stateset.sequencer.cli.rows.InputFile;
import com.stateset.sequencer.cli.rows.InputFormat;
import com.stateset.sequencer.cli.rows.InputPlace;
import com.stateset.sequencer.cli.rows.PayloadMapping;
import com.stateset.sequencer.cli.rows.TableMapping;
import com.stateset.sequencer.cli.rows.Template;
import com.stateset.sequencer.cli.rows.UnusableInputException;
import com.stateset.sequencer.event.CreatedAt;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is in the file, and how a table's columns become events. */
final class FileOptions {

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "ndjson: an event per line, as JSON; csv: cells with a delimiter, quoted where needed; "
                    + "table: cells with white space between them. Default: by the file's extension or its first line.")
    private @Nullable String format;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "The file's encoding, such as windows-1252. Default: UTF-8.")
    private Charset encoding = StandardCharsets.UTF_8;

    @Option(
            names = "--delimiter",
            paramLabel = "CHAR",
            description = "What stands between the cells of a csv file; 'tab' for a tab. "
                    + "Default: the one of , ; | and tab that the first line has most of.")
    private @Nullable String delimiter;

    @Option(
            names = "--columns",
            split = ",",
            paramLabel = "NAME",
            description = "The names of a table's columns. Default: its first line has them.")
    private List<String> columns = List.of();

    @Option(names = "--header", description = "The first line is a header, although --columns names the columns.")
    private boolean header;

    @Option(
            names = "--entity-type",
            paramLabel = "TEXT",
            description = "What a table's rows are about, such as order. This and the next three may name columns in "
                    + "braces, {line} for the line number and {row} for the whole row.")
    private @Nullable String entityType;

    @Option(
            names = "--entity-id",
            paramLabel = "TEXT",
            description = "Which one a row is about, such as {customer}-{line}.")
    private @Nullable String entityId;

    @Option(names = "--event-type", paramLabel = "TEXT", description = "What happened, such as order.placed.")
    private @Nullable String eventType;

    @Option(
            names = "--event-key",
            paramLabel = "TEXT",
            description = "What tells a table's rows apart, such as {order_no}; rows with the same key are the same "
                    + "event. Default: line number and text of the row.")
    private @Nullable String eventKey;

    @Option(
            names = "--payload",
            paramLabel = "COLUMN[=TYPE],...",
            description =
                    "The columns that go into the payload, each with its type: string (the default), int, number, "
                            + "bool or json. Default: all, as strings.")
    private @Nullable String payload;

    @Option(
            names = "--created-at",
            paramLabel = "COLUMN[:PATTERN]",
            description = "The column that says when it happened: RFC 3339, or a pattern such as yyyyMMdd or "
                    + "'dd.MM.yyyy HH:mm', or seconds or millis since 1970; UTC unless it says otherwise.")
    private @Nullable String createdAt;

    @Option(
            names = "--default-created-at",
            paramLabel = "TIME",
            description =
                    "When it happened, for rows that do not say. Always the same, so that a row is always the same "
                            + "event. Default: ${DEFAULT-VALUE}.")
    private String defaultCreatedAt = "1970-01-01T00:00:00Z";

    /**
     * Puts the options together.
     *
     * @throws UnusableInputException if they contradict each other
     */
    InputFile file(InputPlace place, UUID agent) {
        try {
            new CreatedAt(defaultCreatedAt);
        } catch (IllegalArgumentException e) {
            throw new UnusableInputException(
                    "--default-created-at is no RFC 3339 date-time: '" + defaultCreatedAt + "'");
        }
        return new InputFile(
                place,
                encoding,
                format == null ? null : InputFormat.named(format),
                delimiter == null ? null : delimiterOf(delimiter),
                columns.stream().map(String::strip).toList(),
                header,
                defaultCreatedAt,
                agent,
                mapping(agent));
    }

    private @Nullable TableMapping mapping(UUID agent) {
        if (Stream.of(entityType, entityId, eventType, eventKey, payload, createdAt)
                .allMatch(Objects::isNull)) {
            return null;
        }
        if (entityType == null || entityId == null || eventType == null) {
            throw new UnusableInputException("a table needs all of --entity-type, --entity-id and --event-type");
        }
        return new TableMapping(
                Template.parse(entityType),
                Template.parse(entityId),
                Template.parse(eventType),
                payload == null ? null : PayloadMapping.parse(payload),
                createdAt == null ? null : CreatedAtColumn.parse(createdAt),
                eventKey == null ? null : Template.parse(eventKey),
                defaultCreatedAt,
                agent);
    }

    private static char delimiterOf(String text) {
        String name = text.equals("tab") || text.equals("\\t") ? "\t" : text;
        if (name.length() != 1 || name.equals("\"") || name.equals("\n") || name.equals("\r")) {
            throw new UnusableInputException("--delimiter is '" + text + "'; it must be one character, or 'tab'");
        }
        return name.charAt(0);
    }
}
