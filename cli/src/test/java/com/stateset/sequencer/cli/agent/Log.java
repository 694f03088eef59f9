package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/** A stream as its server shows it to anybody. */
record Log(List<JsonNode> events) {

    private static final int PAGE = 1000;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static Log read(String server, UUID store) throws IOException, InterruptedException {
        List<JsonNode> events = new ArrayList<>();
        int count;
        do {
            URI page = URI.create(server + "/api/v1/events?tenant_id=" + Agent.TENANT + "&store_id=" + store + "&limit="
                    + PAGE + "&from=" + (events.size() + 1));
            JsonNode answer = AgentOptions.JSON.readTree(
                    HTTP.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofByteArray())
                            .body());
            answer.get("events").forEach(events::add);
            count = answer.get("count").intValue();
        } while (count > 0);
        return new Log(events);
    }

    /** Every number stands there, and each of these events once, and nothing else. */
    void assertHoldsExactly(Collection<String> eventIds) {
        assertThat(events)
                .extracting(event -> event.get("sequence_number").longValue())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(ids()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(eventIds);
    }

    /** The agent's replica is this log. */
    void assertIsReplicaOf(Agent agent) {
        assertThat(agent.log().stream().map(Log::essence).toList())
                .as("the replica in %s", agent.directory())
                .isEqualTo(events.stream()
                        .map(event -> essence(event.get("envelope"), event.get("sequence_number")))
                        .toList());
    }

    List<String> ids() {
        return events.stream()
                .map(event -> event.get("envelope").get("event_id").textValue())
                .toList();
    }

    /** The events of one entity, by what they say. */
    List<Integer> ofEntity(String entityId) {
        return events.stream()
                .map(event -> event.get("envelope"))
                .filter(envelope -> envelope.get("entity_id").textValue().equals(entityId))
                .map(envelope -> envelope.get("payload").get("n").intValue())
                .toList();
    }

    private static String essence(JsonNode event) {
        return essence(event, event.get("sequence_number"));
    }

    private static String essence(JsonNode event, JsonNode number) {
        return number + " " + event.get("event_id") + " " + event.get("source_agent") + " " + event.get("entity_id")
                + " " + event.get("created_at") + " " + event.get("payload") + " " + event.get("entity_version");
    }
}
