package com.stateset.sequencer.server.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers what Jetty itself refuses, or what fails on its way to us, in the same form as our own errors. */
public final class JettyErrors extends ErrorHandler {

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        ApiError error = error(code, cause);
        CallFacts.ERROR.note(request, error.code());
        RequestIds.begin(request, response);
        error.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Answer.CONTENT_TYPE);
        response.write(true, ByteBuffer.wrap(Answer.bytes(error)), callback);
    }

    private static ApiError error(int status, @Nullable Throwable cause) {
        return switch (status) {
            case HttpStatus.NOT_FOUND_404 -> Errors.NOTHING_HERE;
            case HttpStatus.REQUEST_TIMEOUT_408 ->
                ApiError.of(status, "request_timeout", "The request did not arrive in time.");
            case HttpStatus.PAYLOAD_TOO_LARGE_413 -> ApiError.of(status, "payload_too_large", "The body is too large.");
            case HttpStatus.URI_TOO_LONG_414 -> ApiError.of(status, "uri_too_long", "The URI is too long.");
            case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
                ApiError.of(status, "headers_too_large", "The request's headers are too large.");
            case HttpStatus.SERVICE_UNAVAILABLE_503 -> Errors.STOPPING;
            default ->
                cause instanceof HttpException || status < HttpStatus.INTERNAL_SERVER_ERROR_500
                        ? ApiError.of(status, "invalid_request", "The request line or a header is malformed.")
                        : internal(status, cause);
        };
    }

    private static ApiError internal(int status, @Nullable Throwable cause) {
        return cause == null
                ? ApiError.of(status, "internal_error", "The server failed to answer.")
                : Errors.unexpected(cause);
    }
}
