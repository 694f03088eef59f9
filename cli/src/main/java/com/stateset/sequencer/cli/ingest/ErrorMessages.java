package com.stateset.sequencer.cli.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;

/** Puts a server's refusal of a whole request into a sentence that says what to do. */
final class ErrorMessages {

    private static final JsonMapper JSON = new JsonMapper();

    private ErrorMessages() {}

    static String describe(HttpResponse<byte[]> response, URI server, Batch batch) {
        int status = response.statusCode();
        String words = serverWords(response.body());
        return switch (status) {
            case 400 -> "the server refuses " + batch.lines() + " as malformed (400)" + words;
            case 401 ->
                "the server does not accept the API key (401): give it with --api-key or SEQUENCER_API_KEY" + words;
            case 403 -> "the API key is not good for this tenant and store (403)" + words;
            case 404 -> "there is no sequencer at " + server + " (404): is that the server's address?";
            case 413 ->
                "the server finds the request with " + batch.lines() + " too large (413): try a smaller --batch"
                        + words;
            default -> "the server answers " + status + " to " + batch.lines() + words;
        };
    }

    private static String serverWords(byte[] body) {
        try {
            JsonNode message = JSON.readTree(body).path("error").path("message");
            return message.isTextual() ? "; it says: " + withoutFullStop(message.textValue()) : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static String withoutFullStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
