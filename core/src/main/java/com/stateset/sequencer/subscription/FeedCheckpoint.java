package com.stateset.sequencer.subscription;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.stateset.sequencer.event.SequencedEvent;
import com.stateset.sequencer.event.StreamId;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * How far somebody has come in many streams: the last sequence number dealt with of each, 0 of those not named. Immutable.
 *
 * <p>As text it is a JSON object: {@code {"<tenant id>/<store id>":17}}, the streams in their order.
 */
public final class FeedCheckpoint {

    /** Before the first event of every stream. */
    public static final FeedCheckpoint START = new FeedCheckpoint(Collections.emptySortedMap());

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final String UUID_FORM = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern STREAM = Pattern.compile(UUID_FORM + "/" + UUID_FORM);

    private final SortedMap<StreamId, Long> sequences;

    private FeedCheckpoint(SortedMap<StreamId, Long> owned) {
        this.sequences = Collections.unmodifiableSortedMap(owned);
    }

    /**
     * Makes a checkpoint of sequence numbers.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public static FeedCheckpoint of(Map<StreamId, Long> sequences) {
        SortedMap<StreamId, Long> copy = new TreeMap<>();
        sequences.forEach((stream, sequence) -> {
            if (sequence < 0) {
                throw new IllegalArgumentException("sequence number " + sequence + " of " + stream + " is negative");
            }
            if (sequence > 0) {
                copy.put(stream, sequence);
            }
        });
        return new FeedCheckpoint(copy);
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static FeedCheckpoint parse(String json) {
        SortedMap<StreamId, Long> sequences = new TreeMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                StreamId stream = stream(parser.currentName());
                require(parser.nextToken() == JsonToken.VALUE_NUMBER_INT && parser.getLongValue() > 0);
                sequences.put(stream, parser.getLongValue());
            }
            require(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null);
        } catch (IOException e) {
            throw new IllegalArgumentException("not the text of a checkpoint", e);
        }
        return new FeedCheckpoint(sequences);
    }

    /** The last sequence number dealt with of a stream; 0 if there is none. */
    public long sequence(StreamId stream) {
        return sequences.getOrDefault(stream, 0L);
    }

    /** The last sequence number of each stream that has one, in the order of the streams. */
    public SortedMap<StreamId, Long> sequences() {
        return sequences;
    }

    /** The checkpoint after one more event. Copies what is known of all streams. */
    public FeedCheckpoint after(SequencedEvent event) {
        return after(List.of(event));
    }

    /** The checkpoint after more events. Copies what is known of all streams. */
    public FeedCheckpoint after(Collection<SequencedEvent> events) {
        SortedMap<StreamId, Long> further = new TreeMap<>(sequences);
        events.forEach(event -> further.merge(event.event().stream(), event.sequenceNumber(), Math::max));
        return new FeedCheckpoint(further);
    }

    /** Returns the checkpoint as text. */
    public String toJson() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<StreamId, Long> stream : sequences.entrySet()) {
                json.writeNumberField(stream.getKey().toString(), stream.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FeedCheckpoint that && sequences.equals(that.sequences);
    }

    @Override
    public int hashCode() {
        return sequences.hashCode();
    }

    /** Returns the checkpoint as text. */
    @Override
    public String toString() {
        return toJson();
    }

    private static StreamId stream(String name) {
        require(STREAM.matcher(name).matches());
        int slash = name.indexOf('/');
        return new StreamId(UUID.fromString(name.substring(0, slash)), UUID.fromString(name.substring(slash + 1)));
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("not the text of a checkpoint");
        }
    }
}
