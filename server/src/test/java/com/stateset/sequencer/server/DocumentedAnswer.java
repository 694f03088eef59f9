package com.stateset.sequencer.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the server, to be held against the {@linkplain ApiDocument description of the API}: its status has to be one that the
 * operation may have, its media type and body what the document says for that status, and the headers there that the document demands.
 *
 * @param method the method of the request
 * @param path the path as it was sent, without the query
 * @param body the body; null if it was not read
 */
record DocumentedAnswer(
        String method,
        String path,
        int status,
        HttpHeaders headers,
        @Nullable String body) {

    private static final ApiDocument DOCUMENT = ApiDocument.OPENAPI;

    private static final String MESSAGES = ApiDocument.pointer(
            "/paths", "/api/v1/events/stream", "get", "responses", "200", "content", "text/event-stream", "x-messages");

    /** What is answered where the document has no operation. */
    private static final Map<Integer, String> NO_OPERATION = Map.of(
            403, "Forbidden", 404, "NotFound", 415, "UnsupportedMediaType", 500, "InternalError", 503, "Unavailable");

    /** Fails if an answer is not as the document says, and returns it. */
    static <T> HttpResponse<T> check(HttpResponse<T> response) {
        DocumentedAnswer answer = new DocumentedAnswer(
                response.request().method(),
                response.uri().getRawPath(),
                response.statusCode(),
                response.headers(),
                response.body() instanceof String text ? text : null);
        List<String> problems = answer.problems();
        if (!problems.isEmpty()) {
            throw new AssertionError("The answer is not as openapi.yaml says: " + problems + "\n" + answer);
        }
        return response;
    }

    /** Returns what is not as the document says. */
    List<String> problems() {
        if (method.equals("OPTIONS") && status == 204) {
            return List.of();
        }
        String response = described();
        if (DOCUMENT.at(response).isMissingNode()) {
            return List.of(method + " " + path + " is not described with status " + status);
        }
        List<String> problems = new ArrayList<>(headerProblems(response));
        problems.addAll(contentProblems(ApiDocument.pointer(response, "content")));
        return problems;
    }

    /** Where the answer is described: with the operation, or else with what any path may answer. */
    private String described() {
        String template = DOCUMENT.template(path);
        String operation = template == null
                ? ""
                : ApiDocument.pointer(
                        "/paths", template, method.replace("HEAD", "GET").toLowerCase(Locale.ROOT));
        boolean isOperation = template != null && DOCUMENT.at(operation).isObject();
        String own = isOperation
                ? ApiDocument.pointer(operation, "responses", String.valueOf(status))
                : ApiDocument.pointer("/components/responses", NO_OPERATION.getOrDefault(status, "none"));
        return DOCUMENT.resolve(
                DOCUMENT.at(own).isMissingNode() ? ApiDocument.pointer("/x-any-path", String.valueOf(status)) : own);
    }

    private List<String> headerProblems(String response) {
        List<String> problems = new ArrayList<>();
        DOCUMENT.at(ApiDocument.pointer(response, "headers")).fieldNames().forEachRemaining(name -> {
            String header = DOCUMENT.resolve(ApiDocument.pointer(response, "headers", name));
            String value = headers.firstValue(name).orElse(null);
            if (value != null) {
                String schema = ApiDocument.pointer(header, "schema");
                boolean isNumber = DOCUMENT.at(schema).path("type").asText().equals("integer");
                problems.addAll(DOCUMENT.problems(schema, isNumber ? number(value) : TextNode.valueOf(value)));
            } else if (DOCUMENT.at(header).path("required").asBoolean()) {
                problems.add("the header " + name + " is missing");
            }
        });
        return problems;
    }

    private static JsonNode number(String text) {
        return text.matches("[0-9]{1,18}") ? LongNode.valueOf(Long.parseLong(text)) : TextNode.valueOf(text);
    }

    private List<String> contentProblems(String content) {
        String mediaType = headers.firstValue("Content-Type")
                .map(type -> type.replaceFirst("\\s*;.*", "").toLowerCase(Locale.ROOT))
                .orElse("none");
        String described = ApiDocument.pointer(content, mediaType);
        if (DOCUMENT.at(described).isMissingNode()) {
            return List.of("the media type is " + mediaType);
        }
        String schema = ApiDocument.pointer(described, "schema");
        if (body == null || method.equals("HEAD") || DOCUMENT.at(schema).isMissingNode()) {
            return List.of();
        }
        if (mediaType.equals("text/event-stream")) {
            return messageProblems(body);
        }
        boolean isJson = mediaType.equals("application/json") || mediaType.endsWith("+json");
        return DOCUMENT.problems(schema, isJson ? json(body) : TextNode.valueOf(body));
    }

    /** Fails if a message of what has come of an event stream is not as the document says, and returns it all. */
    static String checkMessages(String stream) {
        List<String> problems = messageProblems(stream);
        if (!problems.isEmpty()) {
            throw new AssertionError("The event stream is not as openapi.yaml says: " + problems + "\n" + stream);
        }
        return stream;
    }

    private static List<String> messageProblems(String stream) {
        List<String> problems = new ArrayList<>();
        String type = "message";
        for (String line : stream.split("\n", -1)) {
            if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ")) {
                problems.addAll(DOCUMENT.problems(ApiDocument.pointer(MESSAGES, type), json(line.substring(6))));
            } else if (line.isEmpty()) {
                type = "message";
            }
        }
        return problems;
    }

    /** Read as our own clients read: names, strings and numbers may be long. */
    private static JsonNode json(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        try {
            return text.startsWith("[")
                    ? JsonNodeFactory.instance.arrayNode().addAll(ProtocolJson.readList(utf8, JsonNode.class))
                    : ProtocolJson.tree(utf8);
        } catch (InvalidMessageException e) {
            return TextNode.valueOf("not JSON: " + e.getMessage());
        }
    }
}
