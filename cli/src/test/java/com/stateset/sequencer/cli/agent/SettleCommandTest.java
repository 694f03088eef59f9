package com.stateset.sequencer.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.server.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two agents have written to order o-1 on top of the same version; and one of them has a copy. */
class SettleCommandTest {

    private final UUID store = UUID.randomUUID();

    @TempDir
    private Path directory;

    private TestServer server;
    private Agent ours;
    private Agent theirs;

    @BeforeEach
    void conflict() {
        server = LocalServer.start(directory.resolve("server"), 0);
        ours = Agent.init(directory.resolve("ours"), server.url(), store);
        theirs = Agent.init(directory.resolve("theirs"), server.url(), store);
        write(ours, "{\"price\":10,\"table\":4}");
        ours.run("sync").succeeded();
        theirs.run("sync").succeeded();
        write(theirs, "{\"price\":12,\"table\":4}");
        theirs.run("sync").succeeded();
        write(ours, "{\"price\":10,\"table\":7}");
        write(ours, "{\"paid\":true,\"price\":10,\"table\":7}");
        ours.run("sync").succeeded();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void both_sides_are_shown() {
        JsonNode conflicts = ours.conflicts();
        assertThat(conflicts).hasSize(2);
        JsonNode mine = conflicts.get(0);
        assertThat(mine.get("before").get("payload").get("price").intValue()).isEqualTo(10);
        assertThat(mine.get("payload").get("table").intValue()).isEqualTo(7);
        assertThat(mine.get("theirs").get(0).get("payload").get("price").intValue())
                .isEqualTo(12);
        assertThat(mine.get("behind").get(0).get("event_id"))
                .isEqualTo(conflicts.get(1).get("event_id"));
        assertThat(AgentRun.of("agent", "conflicts", "--data", ours.directory().toString())
                        .succeeded()
                        .out())
                .contains("before   order.changed", "mine     order.changed", "theirs   order.changed", "behind   ");
    }

    @Test
    void a_policy_for_a_type_settles_what_is_of_that_type() {
        ours.run("settle", "--all").failed(ExitCodes.NOT_ALL_ACCEPTED, "");
        ours.run("settle", "--all", "--policy", "invoice=merge").failed(ExitCodes.NOT_ALL_ACCEPTED, "");
        JsonNode report = ours.run("settle", "--all", "--policy", "ask", "--policy", "order=merge")
                .succeeded()
                .json();
        assertThat(report.get("settled").get(0).get("how").textValue()).isEqualTo("merged");
        ours.run("sync", "--strict").succeeded();
        List<JsonNode> log = ours.log();
        assertThat(log).hasSize(4);
        assertThat(log.get(2).get("payload").toString()).isEqualTo("{\"price\":12,\"table\":7}");
        ours.run("settle", "--all").succeeded();
    }

    @Test
    void wrong_usage_is_named() {
        ours.run("settle").failed(ExitCodes.WRONG_USAGE, "give the id of a rejected event, or --all");
        ours.run("settle", "--all", "--policy", "order=best").failed(ExitCodes.WRONG_USAGE, "'best' is none of");
        ours.run("settle", UUID.randomUUID().toString()).failed(ExitCodes.NOT_POSSIBLE, "was not rejected");
        ours.run("settle", "--include-others", UUID.randomUUID().toString())
                .failed(ExitCodes.WRONG_USAGE, "--include-others goes with --all");
        ours.run("rebase").failed(ExitCodes.WRONG_USAGE, "give the id of an event, or --all");
    }

    @Test
    void a_sync_settles_by_a_policy_and_sends() {
        ours.run("sync", "--on-conflict", "theirs", "--on-conflict", "order=mine", "--strict")
                .succeeded();
        assertThat(ours.log()).hasSize(4);
    }

    @Test
    void all_rejected_events_are_dealt_with_at_once() {
        assertThat(ours.run("rebase", "--all").succeeded().json().get("events")).hasSize(1);
        ours.run("sync", "--strict").succeeded();
        assertThat(ours.log()).hasSize(4);
        assertThat(ours.run("discard", "--all").succeeded().json().get("events"))
                .isEmpty();
    }

    @Test
    void a_copy_of_the_folder_is_noticed_and_becomes_a_device() {
        Agent copy = new Agent(copyOf(theirs.directory()));
        theirs.run("sync").succeeded();
        assertThat(copy.run("sync").succeeded().err()).contains("'agent key rotate --new-device'");
        assertThat(copy.status().get("copy_noticed_at").isNull()).isFalse();
        copy.run("sync", "--one-device")
                .failed(ExitCodes.NOT_POSSIBLE, "another device works with the identity of this one");
        copy.run("key rotate", "--new-device").succeeded();
        assertThat(copy.run("sync").succeeded().err()).doesNotContain("another device");
        assertThat(theirs.run("sync").succeeded().err()).doesNotContain("another device");
        write(copy, "{\"n\":1}");
        copy.run("sync", "--one-device", "--strict").succeeded();
        assertThat(theirs.run("sync").succeeded().err()).doesNotContain("another device");
        assertThat(copy.status().get("copy_noticed_at").isNull()).isTrue();
    }

    private Path copyOf(Path folder) {
        Path copy = directory.resolve("copy");
        try (Stream<Path> files = Files.list(folder)) {
            Files.createDirectory(copy);
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Agent agent, String payload) {
        agent.append("o-1", payload, "--base-version", "auto").succeeded();
    }
}
