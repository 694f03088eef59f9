package com.stateset.sequencer.cli.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.agent.folder.UsageException;
import com.stateset.sequencer.cli.agent.recipient.EncryptToOption;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.encryption.Recipients;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.sync.BaseVersions;
import com.stateset.sequencer.sync.LocalEvent;
import com.stateset.sequencer.sync.OutboxProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code agent append}: keeps events until they have been accepted. */
@Command(
        name = "append",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Keeps an event, or a file of them, in the outbox. Needs no network: a sync sends them. All of a file's events "
                    + "come in, or none.",
            "",
            "A line of --ndjson is {\"entity_type\":…, \"entity_id\":…, \"event_type\":…, \"payload\":…}, and if it likes "
                    + "base_version, command_id, event_id, created_at, and metadata, an object of strings, and tags, an array of "
                    + "strings, which no signature covers. "
                    + "Events of one command stand next to each other.",
            "",
            "With --json, prints one line: appended, how many; first_position and last_position, their numbers in 'agent log "
                    + "--own' (others may stand between them if other programs append); event_id, of a single event. With --ids, "
                    + "one more line for each event: {\"position\":…,\"event_id\":…}."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:the events are kept",
            "1:the agent's key was revoked, so that nothing can be signed with it; nothing was kept",
            "2:the command line or the input makes no sense, or there is no agent in DIR; nothing was kept",
            ExitCodes.IS_FILES_UNUSABLE
        })
@SuppressWarnings("NullAway.Init") // picocli sees to it that required options are there
final class AppendEventsCommand implements Callable<Integer> {

    private static final String FROM_LOCAL = "auto";

    @Mixin
    private AgentOptions options;

    @Option(names = "--entity-type", paramLabel = "TYPE", description = "What kind of thing the event is about.")
    private @Nullable String entityType;

    @Option(names = "--entity-id", paramLabel = "ID", description = "Which thing the event is about.")
    private @Nullable String entityId;

    @Option(names = "--event-type", paramLabel = "TYPE", description = "What happened.")
    private @Nullable String eventType;

    @Option(
            names = "--payload",
            paramLabel = "JSON",
            description = "The payload: JSON, @FILE, or - for standard input.")
    private @Nullable String payload;

    @Option(
            names = "--base-version",
            paramLabel = "N|auto",
            description =
                    "Let the event be accepted only if its entity is still at version N; auto: at the version that this "
                            + "agent knows, its own events included. Default: whatever the version is.")
    private @Nullable String baseVersion;

    @Option(names = "--ndjson", paramLabel = "FILE", description = "Keep all events of a file, one JSON object a line.")
    private @Nullable Path file;

    @Option(names = "--ids", description = "Name each event that is kept, one a line; with --json, as a JSON object.")
    private boolean ids;

    @Option(
            names = "--salted",
            description =
                    "Add 128 random bits to each payload, as a member _salt: its hash then tells nothing of a payload that "
                            + "could be guessed. The payload must be an object.")
    private boolean salted;

    @Mixin
    private EncryptToOption encryptTo;

    @Option(
            names = "--max-payload",
            paramLabel = "BYTES",
            defaultValue = DraftCheck.DEFAULT_MAX_PAYLOAD,
            description =
                    "The most bytes that the server takes of a payload, as canonical JSON. Default: ${DEFAULT-VALUE}.")
    private int maxPayload;

    @Override
    public Integer call() throws InterruptedException {
        return options.run(() -> {
            Long number = baseVersionNumber();
            OutboxProfile owner = options.home().facts().profile();
            List<NewEvent> events = file != null ? ofFile(file, owner) : List.of(single(owner, number));
            report(keep(events, encryptTo.recipients(options.home())));
            return ExitCodes.DONE;
        });
    }

    private List<LocalEvent> keep(List<NewEvent> events, Optional<Recipients> recipients) {
        BaseVersions bases = FROM_LOCAL.equals(baseVersion) ? BaseVersions.FROM_LOCAL : BaseVersions.AS_GIVEN;
        try (SqliteOutbox outbox = options.home().open()) {
            List<LocalEvent> kept = recipients.isEmpty()
                    ? outbox.append(events, bases)
                    : outbox.append(events, bases, recipients.get());
            sayWhatIsNotFollowed(kept, outbox.scope());
            return kept;
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; nothing was kept");
        }
    }

    private void sayWhatIsNotFollowed(List<LocalEvent> events, EventScope scope) {
        List<String> outside = events.stream()
                .map(event -> event.event().entity())
                .distinct()
                .filter(entity -> !scope.followsEntity(entity))
                .map(Object::toString)
                .toList();
        if (!outside.isEmpty()) {
            options.note("what others do to " + outside.get(0)
                    + (outside.size() == 1 ? "" : " and " + (outside.size() - 1) + " more")
                    + " is not seen here: the replica follows " + scope);
        }
    }

    private List<NewEvent> ofFile(Path path, OutboxProfile owner) {
        if (Stream.of(entityType, entityId, eventType, payload).anyMatch(Objects::nonNull)) {
            throw new UsageException(
                    "give --ndjson, or --entity-type, --entity-id, --event-type and --payload, not both");
        }
        if (baseVersion != null && !FROM_LOCAL.equals(baseVersion)) {
            throw new UsageException("--base-version " + baseVersion
                    + " is for one event; a line of --ndjson has a base_version of its own");
        }
        return new EventFile(path, owner, new DraftCheck(owner, maxPayload, salted)).read();
    }

    private NewEvent single(OutboxProfile owner, @Nullable Long number) {
        if (entityType == null || entityId == null || eventType == null || payload == null) {
            throw new UsageException("an event needs --entity-type, --entity-id, --event-type and --payload");
        }
        NewEvent event = NewEvent.builder()
                .entity(entityType, entityId)
                .eventType(eventType)
                .payload(PayloadText.read(payload))
                .baseVersion(number)
                .build();
        try {
            return new DraftCheck(owner, maxPayload, salted).checked(event);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Long baseVersionNumber() {
        if (baseVersion == null || baseVersion.equals(FROM_LOCAL)) {
            return null;
        }
        try {
            long number = Long.parseLong(baseVersion);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new UsageException("--base-version is '" + baseVersion + "'; it must be a version, from 0 on, or auto");
    }

    /** However many events there are, no line grows with them. */
    private void report(List<LocalEvent> events) {
        LongSummaryStatistics positions =
                events.stream().mapToLong(LocalEvent::position).summaryStatistics();
        ObjectNode json = AgentOptions.JSON
                .createObjectNode()
                .put("appended", events.size())
                .put("first_position", positions.getMin())
                .put("last_position", positions.getMax());
        if (file == null) {
            json.put("event_id", events.get(0).eventId().toString());
        }
        options.print(
                json,
                file == null ? "event " + events.get(0).eventId() + " is kept" : events.size() + " events are kept");
        if (ids) {
            events.forEach(this::name);
        }
    }

    private void name(LocalEvent event) {
        options.print(
                AgentOptions.JSON
                        .createObjectNode()
                        .put("position", event.position())
                        .put("event_id", event.eventId().toString()),
                event.position() + "  " + event.eventId());
    }
}
