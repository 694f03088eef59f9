package com.stateset.sequencer.cli.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the server says about a batch (PROTOCOL section 5).
 *
 * @param headSequence the stream's last number after it
 * @param results one per event, in the order sent
 * @param rejections one per rejected event, in the order sent
 */
record IngestAnswer(
        @JsonProperty(required = true) long headSequence,
        @JsonProperty(required = true) List<Result> results,
        @JsonProperty(required = true) List<Rejection> rejections) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    IngestAnswer {
        results = List.copyOf(results);
        rejections = List.copyOf(rejections);
    }

    /** What became of one event; {@code sequenceNumber} is there unless it was rejected. */
    record Result(
            @JsonProperty(required = true) UUID eventId,
            @JsonProperty(required = true) Status status,
            @Nullable Long sequenceNumber) {

        Result {
            Objects.requireNonNull(status, "status");
        }

        private boolean lacksNumber() {
            return status != Status.rejected && sequenceNumber == null;
        }

        /** The place of an event that was not rejected. */
        long number() {
            return Objects.requireNonNull(sequenceNumber, "sequence_number");
        }
    }

    /** Why one event was rejected. */
    record Rejection(
            @JsonProperty(required = true) UUID eventId,
            @JsonProperty(required = true) String reason,
            @JsonProperty(required = true) String message) {

        Rejection {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(message, "message");
        }
    }

    /** The three things that can become of an event. */
    enum Status {
        accepted,
        duplicate,
        rejected
    }

    /**
     * Reads an answer.
     *
     * @param events how many events were sent
     * @throws IOException if it is not the answer to so many events
     */
    static IngestAnswer parse(byte[] json, int events) throws IOException {
        IngestAnswer answer = JSON.readValue(json, IngestAnswer.class);
        long rejected = answer.results.stream()
                .filter(result -> result.status == Status.rejected)
                .count();
        if (answer.results.size() != events || answer.rejections.size() != rejected) {
            throw new IOException("the answer speaks of " + answer.results.size() + " events and "
                    + answer.rejections.size() + " rejections instead of " + events + " and " + rejected);
        }
        if (answer.results.stream().anyMatch(Result::lacksNumber)) {
            throw new IOException("the answer leaves out the number of an event that is in the log");
        }
        return answer;
    }
}
