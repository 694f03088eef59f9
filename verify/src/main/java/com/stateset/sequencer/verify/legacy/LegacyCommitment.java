package com.stateset.sequencer.verify.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.protocol.json.WireText;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A commitment of the original over unsigned events, in each of its two forms: as it is answered when it is made or listed (roots in hex,
 * {@code sequence_start} and {@code sequence_end}), and as {@code GET /api/v1/commitments/{batch_id}} answers it (a root as a list of 32
 * numbers, {@code sequence_range} as a pair). Its state roots are not read: they cannot be recomputed. Immutable.
 *
 * @param batchId which one
 * @param tenantId the tenant
 * @param storeId its store
 * @param eventsRoot the root of the tree over its events
 * @param sequenceStart its first event, at least 0
 * @param sequenceEnd its last event, not before the first
 */
public record LegacyCommitment(
        UUID batchId, UUID tenantId, UUID storeId, Hash eventsRoot, long sequenceStart, long sequenceEnd) {

    /** Checks the range. */
    public LegacyCommitment {
        if (sequenceStart < 0 || sequenceEnd < sequenceStart) {
            throw new IllegalArgumentException("the commitment is of events " + sequenceStart + " to " + sequenceEnd);
        }
    }

    /**
     * Reads one.
     *
     * @throws InvalidMessageException if it is none, or says another number of events than its range has
     */
    public static LegacyCommitment parse(byte[] json) {
        Text text = ProtocolJson.read(json, Text.class);
        try {
            LegacyCommitment commitment = new LegacyCommitment(
                    text.batchId(), text.tenantId(), text.storeId(), root(text.eventsRoot()), text.start(), text.end());
            if (commitment.leafCount() != text.eventCount()) {
                throw InvalidMessageException.ofMember(
                        "event_count", "is not the number of its range, " + commitment.leafCount());
            }
            return commitment;
        } catch (InvalidMessageException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InvalidMessageException("$", String.valueOf(e.getMessage()));
        }
    }

    /** Returns how many leaves its tree has. */
    public long leafCount() {
        return sequenceEnd - sequenceStart + 1;
    }

    private static Hash root(JsonNode root) {
        if (root.isTextual()) {
            return WireText.hash(root.textValue());
        }
        byte[] bytes = new byte[Hash.LENGTH];
        if (!root.isArray() || root.size() != bytes.length) {
            throw InvalidMessageException.ofMember("events_root", "is neither a hash in hex nor a list of 32 numbers");
        }
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = toByte(root.get(i));
        }
        return Hash.of(bytes);
    }

    private static byte toByte(JsonNode number) {
        if (!number.isIntegralNumber()
                || !number.canConvertToInt()
                || number.intValue() < 0
                || number.intValue() > 0xff) {
            throw InvalidMessageException.ofMember("events_root", "has a number that is no byte");
        }
        return (byte) number.intValue();
    }

    /** Its members in either form. */
    private record Text(
            UUID batchId,
            UUID tenantId,
            UUID storeId,
            JsonNode eventsRoot,
            long eventCount,
            @Nullable Long sequenceStart,
            @Nullable Long sequenceEnd,
            @Nullable List<Long> sequenceRange) {

        long start() {
            return bound(sequenceStart, 0, "sequence_start");
        }

        long end() {
            return bound(sequenceEnd, 1, "sequence_end");
        }

        private long bound(@Nullable Long member, int place, String name) {
            if (sequenceRange == null) {
                return required(member, name);
            }
            if (sequenceRange.size() != 2) {
                throw InvalidMessageException.ofMember("sequence_range", "is no pair");
            }
            long bound = required(sequenceRange.get(place), "sequence_range");
            if (member != null && member != bound) {
                throw InvalidMessageException.ofMember(name, "is " + member + ", but " + bound + " in sequence_range");
            }
            return bound;
        }

        private static long required(@Nullable Long number, String name) {
            if (number == null) {
                throw InvalidMessageException.ofMember(name, "is missing");
            }
            return number;
        }
    }
}
