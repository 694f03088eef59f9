package com.stateset.sequencer.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a server (PROTOCOL section 5). Thread-safe. */
final class Api {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI server;
    private final @Nullable String apiKey;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    Api(URI server, @Nullable String apiKey) {
        this.server = server;
        this.apiKey = apiKey;
    }

    /**
     * Reads an object.
     *
     * @param pathAndQuery what stands behind {@code /api/v1}
     * @return empty if the server has no such thing
     * @throws StoreUnavailableException if the server does not answer, or refuses the question
     * @throws StoreFailedException if it cannot read what was asked for, or answers something else
     */
    Optional<Fields> get(String pathAndQuery) {
        HttpResponse<byte[]> response = send(request(pathAndQuery));
        return switch (response.statusCode()) {
            case 200 -> Optional.of(parse(response.body()));
            case 404 -> Optional.empty();
            case 500 -> throw new StoreFailedException("the server cannot read it (500)", null);
            case 401 ->
                throw new StoreUnavailableException(
                        "the server does not accept the API key (401): give it with --api-key or SEQUENCER_API_KEY",
                        null);
            case 403 -> throw new StoreUnavailableException("the API key is not good for this stream (403)", null);
            default ->
                throw new StoreUnavailableException(
                        "the server answers " + response.statusCode() + words(response.body()), null);
        };
    }

    /** The same for what every server has. */
    Fields require(String pathAndQuery) {
        return get(pathAndQuery)
                .orElseThrow(() -> new StoreUnavailableException(
                        "there is no sequencer at " + server + " (404): is that the server's address?", null));
    }

    private HttpRequest request(String pathAndQuery) {
        String base = server.toString().replaceFirst("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/api/v1" + pathAndQuery))
                .timeout(TIMEOUT)
                .header("Accept", "application/json");
        if (apiKey != null) {
            request.header("Authorization", "ApiKey " + apiKey);
        }
        return request.build();
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new StoreUnavailableException("there is no connection to " + server, e);
        } catch (HttpTimeoutException e) {
            throw new StoreUnavailableException("the server does not answer in time", e);
        } catch (IOException e) {
            throw new StoreUnavailableException("the connection to the server broke (" + e.getMessage() + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknownException("interrupted", e);
        }
    }

    private static Fields parse(byte[] body) {
        try {
            return Fields.of(body);
        } catch (MalformedException e) {
            throw new StoreFailedException("the server's answer: " + e.getMessage(), e);
        }
    }

    private static String words(byte[] body) {
        try {
            JsonNode message = Json.parse(body).path("error").path("message");
            return message.isTextual() ? ": " + message.textValue() : "";
        } catch (MalformedException e) {
            return "";
        }
    }
}
