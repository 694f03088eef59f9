package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** An agent in a directory, worked by its commands in this process. */
record Agent(Path directory) {

    static final UUID TENANT = UUID.fromString("11111111-1111-4111-8111-111111111111");

    /** The key of the server's administrator. */
    static final String ADMIN = "ss_admin_0123456789abcdef0123456789abcdef";

    /** Runs a command of the administrator on a store of a server, such as {@code accept-history}, which has to succeed. */
    static void administer(String server, UUID store, String... command) {
        String[] where = {
            "--server", server, "--api-key", ADMIN, "--tenant", TENANT.toString(), "--store", store.toString()
        };
        CommandRun run = CommandRun.of(
                Stream.concat(Stream.of(command), Stream.of(where)).toArray(String[]::new));
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    }

    static Agent init(Path directory, String server, UUID store, String... more) {
        Agent agent = new Agent(directory);
        String[] who = {"--server", server, "--tenant", TENANT.toString(), "--store", store.toString()};
        agent.run("init", Stream.concat(Stream.of(who), Stream.of(more)).toArray(String[]::new))
                .succeeded();
        return agent;
    }

    /** Runs a command, such as {@code key status}. */
    AgentRun run(String command, String... more) {
        Stream<String> start =
                Stream.concat(Stream.of("agent"), Stream.concat(Stream.of(command.split(" ")), Stream.of("--data")));
        Stream<String> rest = Stream.concat(Stream.of(directory.toString(), "--json"), Stream.of(more));
        return AgentRun.of(Stream.concat(start, rest).toArray(String[]::new));
    }

    AgentRun append(String entityId, String payload, String... more) {
        String[] event = {
            "--entity-type", "order", "--entity-id", entityId, "--event-type", "order.changed", "--payload", payload
        };
        return run("append", Stream.concat(Stream.of(event), Stream.of(more)).toArray(String[]::new));
    }

    /** Returns the events' ids. */
    List<String> appendLines(List<String> lines, String... more) throws IOException {
        Path file = Files.write(directory.resolve("lines.ndjson"), lines);
        Stream<String> arguments = Stream.concat(Stream.of("--ndjson", file.toString(), "--ids"), Stream.of(more));
        List<String> ids = new ArrayList<>();
        for (JsonNode line :
                run("append", arguments.toArray(String[]::new)).succeeded().lines()) {
            if (line.has("event_id")) {
                ids.add(line.get("event_id").textValue());
            }
        }
        return ids;
    }

    static String line(String entityId, int n, String more) {
        return "{\"entity_type\":\"order\",\"entity_id\":\"" + entityId
                + "\",\"event_type\":\"order.changed\",\"payload\":{\"n\":" + n + "}" + more + "}";
    }

    JsonNode status() {
        return run("status").succeeded().json();
    }

    long status(String member) {
        return status().get(member).longValue();
    }

    JsonNode conflicts() {
        return run("conflicts").succeeded().json().get("conflicts");
    }

    /** The replica's events. */
    List<JsonNode> log(String... more) {
        List<JsonNode> events = new ArrayList<>();
        run("log", more).succeeded().json().get("events").forEach(events::add);
        return events;
    }
}
