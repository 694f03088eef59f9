package com.stateset.sequencer.cli.streams;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.stateset.sequencer.event.Payload;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.protocol.WireEnvelope;
import com.stateset.sequencer.protocol.WireEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event on a line of an export: the members that readers of a server get, in one object, so that {@code import} understands them.
 *
 * @param envelope the event
 * @param sequencedAt when it took its place
 * @param payloadState why the payload is null; null if it is not missing
 */
record ExportLine(
        @JsonUnwrapped WireEnvelope envelope,
        Instant sequencedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String payloadState) {

    static final String ERASED = "erased";
    static final String ENCRYPTED = "encrypted";

    /** By its author, for others: {@code payload_encrypted} has it. */
    static final String END_TO_END = "encrypted end to end";

    /** A server does not say which of the two it is. */
    static final String UNREADABLE = "erased or encrypted";

    static ExportLine of(SequencedEvent event, boolean fromServer) {
        return new ExportLine(
                WireEvent.of(event, null).envelope(),
                event.sequencedAt(),
                state(event.event().payload(), fromServer));
    }

    private static @Nullable String state(Payload payload, boolean fromServer) {
        if (payload instanceof Payload.Erased) {
            return fromServer ? UNREADABLE : ERASED;
        }
        if (payload instanceof Payload.EndToEnd) {
            return END_TO_END;
        }
        return payload instanceof Payload.Encrypted ? ENCRYPTED : null;
    }
}
