package com.stateset.sequencer.cli.agent;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.EventView;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.agent.folder.UsageException;
import com.stateset.sequencer.cli.agent.recipient.EncryptionKeyFiles;
import com.stateset.sequencer.cli.agent.scope.ScopeView;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.encryption.Decryption;
import com.stateset.sequencer.encryption.EventDecryptor;
import com.stateset.sequencer.event.Event;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.sync.LocalEvent;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code agent log}: the replica, or the agent's own events. */
@Command(
        name = "log",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description =
                "Lists the events of the stream that have been pulled, in order; with --own, this agent's events, sent or "
                        + "not, in the order in which they came in. Does not ask the server. An event whose payload the server has erased for good "
                        + "says (erased), with --json erased: true, and keeps its hashes and its place.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.IS_DONE, ExitCodes.IS_WRONG_USAGE, ExitCodes.IS_FILES_UNUSABLE})
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
final class LogCommand implements Callable<Integer> {

    private static final int PAGE = 500;

    @Mixin
    private AgentOptions options;

    @Option(names = "--own", description = "List this agent's own events, each with its state.")
    private boolean own;

    @Option(
            names = "--decrypt",
            description =
                    "Read payloads that are encrypted end to end with the keys that 'agent key encryption' has made. What cannot be "
                            + "read says why; with --json, unreadable is the reason and payload null.")
    private boolean decrypt;

    private @Nullable EventDecryptor decryptor;

    @Option(
            names = "--from",
            paramLabel = "N",
            description = "The first number to list: a sequence number, or with --own a position. Default: 1.")
    private long from = 1;

    @Option(names = "--limit", paramLabel = "N", description = "The most events to list. Default: all.")
    private long limit = Long.MAX_VALUE;

    /** A page of the log, from a number on. */
    @FunctionalInterface
    private interface Pages<T> {

        List<T> read(long from, int limit);
    }

    @Override
    public Integer call() throws InterruptedException {
        return options.run(() -> {
            if (from < 1 || limit < 1) {
                throw new UsageException("--from and --limit count from 1");
            }
            decryptor = decrypt ? new EncryptionKeyFiles(options.home()).decryptor() : null;
            try (SqliteOutbox outbox = options.home().openWithoutKey();
                    JsonGenerator json = begin()) {
                if (own) {
                    list(
                            (first, most) -> outbox.list(first - 1, most),
                            LocalEvent::position,
                            event -> write(json, event));
                } else {
                    list(outbox.replica()::read, SequencedEvent::sequenceNumber, event -> write(json, event));
                }
                end(json);
                if (!own) {
                    ScopeView.partial(outbox.status()).ifPresent(options::note);
                }
            }
            return ExitCodes.DONE;
        });
    }

    /** What is done with an event. */
    @FunctionalInterface
    private interface Writing<T> {

        void write(T event) throws IOException;
    }

    private <T> void list(Pages<T> pages, Function<T, Long> number, Writing<T> writing) throws IOException {
        long next = from;
        long left = limit;
        List<T> page;
        do {
            page = pages.read(next, (int) Math.min(left, PAGE));
            for (T event : page) {
                writing.write(event);
                next = number.apply(event) + 1;
            }
            left -= page.size();
        } while (!page.isEmpty() && left > 0);
    }

    private @Nullable JsonGenerator begin() throws IOException {
        if (!options.isJson()) {
            return null;
        }
        JsonGenerator json = AgentOptions.JSON.createGenerator(options.out());
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.writeStartObject();
        json.writeArrayFieldStart("events");
        return json;
    }

    private void end(@Nullable JsonGenerator json) throws IOException {
        if (json != null) {
            json.writeEndArray();
            json.writeEndObject();
            json.flush();
            options.out().println();
        }
    }

    private void write(@Nullable JsonGenerator json, LocalEvent local) throws IOException {
        if (json != null) {
            json.writeTree(decrypted(EventView.event(local), local.event()));
        } else {
            options.out().println(local.position() + "  " + EventView.name(local.state()) + "  " + line(local.event()));
        }
    }

    private void write(@Nullable JsonGenerator json, SequencedEvent sequenced) throws IOException {
        if (json != null) {
            json.writeTree(decrypted(EventView.event(sequenced), sequenced.event()));
        } else {
            options.out()
                    .println(sequenced.sequenceNumber() + "  " + sequenced.sequencedAt() + "  "
                            + line(sequenced.event()));
        }
    }

    private String line(Event event) {
        return event.entity() + "  " + event.eventType() + "  " + event.eventId() + "  " + readable(event);
    }

    private String readable(Event event) {
        return attempt(event)
                .map(found -> found instanceof Decryption.Opened opened
                        ? opened.payload().toString()
                        : "(encrypted: " + ((Decryption.Unreadable) found).reason() + ")")
                .orElseGet(() -> EventView.readable(event));
    }

    private ObjectNode decrypted(ObjectNode node, Event event) {
        attempt(event).ifPresent(found -> {
            if (found instanceof Decryption.Opened opened) {
                node.putRawValue("payload", new RawValue(opened.payload().toString()));
            } else {
                node.put("unreadable", ((Decryption.Unreadable) found).reason().toString());
            }
        });
        return node;
    }

    private Optional<Decryption> attempt(Event event) {
        return decryptor != null && event.payload() instanceof Payload.EndToEnd
                ? Optional.of(decryptor.decrypt(event))
                : Optional.empty();
    }
}
