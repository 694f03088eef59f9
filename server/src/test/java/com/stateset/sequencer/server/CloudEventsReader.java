package com.stateset.sequencer.server;

import static com.stateset.sequencer.server.TestServer.json;

import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The JSON format of CloudEvents as the SDK for Java of the CloudEvents project reads and writes it; batches, which it lacks, one by one. */
final class CloudEventsReader {

    private static final JsonFormat FORMAT = new JsonFormat();

    private CloudEventsReader() {}

    static List<CloudEvent> readBatch(String json) {
        List<CloudEvent> events = new ArrayList<>();
        json(json).forEach(event -> events.add(read(event.toString())));
        return events;
    }

    static CloudEvent read(String json) {
        return FORMAT.deserialize(json.getBytes(StandardCharsets.UTF_8));
    }

    static String write(CloudEvent event) {
        return new String(FORMAT.serialize(event), StandardCharsets.UTF_8);
    }

    static String write(List<CloudEvent> events) {
        return events.stream().map(CloudEventsReader::write).collect(Collectors.joining(",", "[", "]"));
    }
}
