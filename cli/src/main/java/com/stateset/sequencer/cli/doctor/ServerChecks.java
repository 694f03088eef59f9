package com.stateset.sequencer.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.SequencerInfo;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks a server how it is, and whether the API key is good. */
final class ServerChecks {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLOCKS_APART = Duration.ofSeconds(30);
    private static final int OK = 200;

    private final URI address;
    private final SequencerClient client;
    private final Clock clock;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final List<StreamId> streams = new ArrayList<>();

    ServerChecks(SequencerClient client, Clock clock) {
        this.address = client.server();
        this.client = client;
        this.clock = clock;
    }

    /** Returns what was found. */
    List<Finding> run() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        HttpResponse<byte[]> health;
        try {
            health = get("/health");
        } catch (IOException e) {
            return List.of(Finding.fail(
                    "server",
                    "there is no connection to " + address + " (" + e.getClass().getSimpleName() + ")",
                    "is it running, and is that its address?"));
        }
        findings.add(
                health.statusCode() == OK
                        ? Finding.ok("server", member(health, "service") + " " + member(health, "version") + " answers")
                        : Finding.fail("server", "it answers " + health.statusCode(), "is that the server's address?"));
        clocks(health).ifPresent(findings::add);
        findings.add(ready());
        findings.addAll(asked());
        return findings;
    }

    /** The streams that the key may read, when it was asked. */
    List<StreamId> streams() {
        return List.copyOf(streams);
    }

    private Finding ready() throws InterruptedException {
        try {
            HttpResponse<byte[]> ready = get("/ready");
            return ready.statusCode() == OK
                    ? Finding.ok("ready", "it takes events")
                    : Finding.fail(
                            "ready",
                            "it does not: " + reason(ready),
                            "its log names the reason; docs/operations.md says what to do");
        } catch (IOException e) {
            return Finding.fail("ready", "it did not answer in time", "look at its log");
        }
    }

    private List<Finding> asked() {
        List<Finding> findings = new ArrayList<>();
        try {
            SequencerInfo sequencer = client.sequencer();
            findings.add(
                    sequencer.publicKey() == null
                            ? SignerCheck.unsigned()
                            : Finding.ok("signer", "key " + sequencer.keyVersion() + ", " + sequencer.publicKey()));
            client.heads().forEach(head -> streams.add(head.stream()));
            findings.add(Finding.ok("streams", "the API key reads " + streams.size() + " streams"));
        } catch (TransportException e) {
            findings.add(Finding.fail(
                    "streams", String.valueOf(e.getMessage()), "give an API key with --api-key or SEQUENCER_API_KEY"));
        }
        return findings;
    }

    private Optional<Finding> clocks(HttpResponse<byte[]> answer) {
        try {
            return answer.headers().firstValue("Date").map(text -> {
                Instant there = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                Duration apart = Duration.between(there, clock.instant()).abs();
                return apart.compareTo(CLOCKS_APART) > 0
                        ? Finding.warn(
                                "clocks",
                                "the server's clock and this machine's are " + apart.toSeconds() + " s apart",
                                "set the one that is wrong: keys and tokens end by it, and events are stamped with it")
                        : Finding.ok("clocks", "the server's and this machine's agree");
            });
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        String base = address.toString().replaceAll("/+$", "");
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT).build();
        return http.send(request, BodyHandlers.ofByteArray());
    }

    private static String member(HttpResponse<byte[]> answer, String name) {
        try {
            return ProtocolJson.tree(answer.body()).path(name).asText();
        } catch (InvalidMessageException e) {
            return "";
        }
    }

    private static String reason(HttpResponse<byte[]> answer) {
        try {
            JsonNode error = ProtocolJson.tree(answer.body()).path("error");
            return answer.statusCode() + " " + error.path("code").asText() + ", "
                    + error.path("message").asText();
        } catch (InvalidMessageException e) {
            return String.valueOf(answer.statusCode());
        }
    }
}
