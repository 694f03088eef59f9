package com.stateset.sequencer.server.http;

import com.stateset.sequencer.error.CommitmentRefusedException;
import com.stateset.sequencer.error.EventAlteredException;
import com.stateset.sequencer.error.HeadsLogStoppedException;
import com.stateset.sequencer.error.KeyConflictException;
import com.stateset.sequencer.error.KeyNotAuthorizedException;
import com.stateset.sequencer.error.NotCommittedException;
import com.stateset.sequencer.error.OutcomeUnknownException;
import com.stateset.sequencer.error.OverloadedException;
import com.stateset.sequencer.error.SequencerClosedException;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.SequencerFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamBusyException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.router.EndpointNotFound;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what ended a call into its answer. Clients learn what they can do about it; what only we can mend goes to the log,
 * under an id that the client gets.
 */
public final class Errors {

    public static final ApiError BUSY = ApiError.unavailable(
            "overloaded", "The server has more to do than it can take; try again later.", Duration.ofSeconds(1));

    public static final ApiError STOPPING = ApiError.unavailable(
            "shutting_down", "The server is shutting down; try again later.", Duration.ofSeconds(5));

    public static final ApiError NO_STORE = ApiError.unavailable(
            "store_unavailable",
            "The event store cannot be reached just now. Events that were being sent may have been stored; sending the same"
                    + " events again is safe.",
            Duration.ofSeconds(2));

    /** The sequencer has broken down: what is answered until it is started again. */
    public static final ApiError FAILED = ApiError.unavailable(
            "sequencer_failed",
            "The sequencer has broken down and takes nothing more until it is started again. Events that were being sent may have"
                    + " been stored; sending the same events again is safe.",
            Duration.ofSeconds(30));

    private static final ApiError UNKNOWN = ApiError.unavailable(
            "outcome_unknown",
            "The server cannot tell in time what became of the events. They may have been stored; sending the same events again is"
                    + " safe.",
            Duration.ofSeconds(2));

    private static final ApiError STREAM_BUSY = ApiError.unavailable(
            "stream_busy",
            "Another writer is holding the stream; nothing was stored, try again later.",
            Duration.ofSeconds(1));

    /** Long enough that clients do not try until an administrator has seen to it. */
    private static final Duration UNTIL_SOMEONE_ACTS = Duration.ofSeconds(60);

    public static final ApiError NOTHING_HERE = ApiError.notFound("There is nothing at this path.");

    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

    private Errors() {}

    public static void register(RoutesConfig routes) {
        routes.exception(ApiException.class, (e, call) -> refuse(call, e.error()));
        routes.exception(
                InvalidMessageException.class, (e, call) -> answer(call, ApiError.badRequest(e.path(), e.problem())));
        routes.exception(NotCommittedException.class, Errors::notCommitted);
        routes.exception(CommitmentRefusedException.class, Errors::commitmentRefused);
        routes.exception(KeyConflictException.class, Errors::keyConflict);
        routes.exception(KeyNotAuthorizedException.class, Errors::keyNotAuthorized);
        routes.exception(OverloadedException.class, (e, call) -> answer(call, BUSY));
        routes.exception(StreamBusyException.class, (e, call) -> answer(call, STREAM_BUSY));
        routes.exception(SequencerClosedException.class, (e, call) -> answer(call, STOPPING));
        routes.exception(SequencerFailedException.class, (e, call) -> answer(call, FAILED));
        routes.exception(OutcomeUnknownException.class, (e, call) -> answer(call, UNKNOWN));
        routes.exception(StoreUnavailableException.class, Errors::storeUnavailable);
        routes.exception(StreamStoppedException.class, (e, call) -> answer(call, stopped(e)));
        routes.exception(EventAlteredException.class, (e, call) -> answer(call, mismatch(e, e.stream())));
        routes.exception(HeadsLogStoppedException.class, (e, call) -> answer(call, stopped(e)));
        routes.exception(EndpointNotFound.class, (e, call) -> answer(call, NOTHING_HERE));
        routes.exception(MethodNotAllowedResponse.class, Errors::methodNotAllowed);
        routes.exception(Exception.class, Errors::unexpected);
    }

    /** What is answered where a stream's history is not the one that was signed. */
    public static ApiError stopped(StreamStoppedException e) {
        return mismatch(e, e.stream());
    }

    /** What is answered where the log of heads is not the one that was signed. */
    public static ApiError stopped(HeadsLogStoppedException e) {
        return mismatch(e);
    }

    /** Why an event stream ends, where the next event cannot be sent: what a call for it would be answered with. */
    public static ApiError ofEventStream(SequencerException e) {
        if (e instanceof StreamStoppedException stopped) {
            return stopped(stopped);
        }
        if (e instanceof EventAlteredException altered) {
            return mismatch(altered, altered.stream());
        }
        if (e instanceof StoreUnavailableException) {
            return NO_STORE;
        }
        return e instanceof SequencerClosedException ? STOPPING : unexpected(e);
    }

    private static ApiError mismatch(SequencerException e, StreamId stream) {
        Map<String, String> details = Map.of(
                "tenant_id",
                stream.tenantId().toString(),
                "store_id",
                stream.storeId().toString());
        ApiError plain = mismatch(e);
        return new ApiError(plain.status(), plain.code(), plain.message(), details, plain.headers());
    }

    private static ApiError mismatch(SequencerException e) {
        String message = String.valueOf(e.getMessage());
        return ApiError.unavailable(
                "history_mismatch",
                Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".",
                UNTIL_SOMEONE_ACTS);
    }

    /** Logs an unexpected failure, and returns the answer for the client. */
    public static ApiError unexpected(Throwable failure) {
        UUID id = UUID.randomUUID();
        LOG.error("A call failed; its client got the id {}", id, failure);
        return ApiError.of(
                500, "internal_error", "The server failed to answer; its log tells more under the id " + id + ".");
    }

    /** For what even the handlers of exceptions do not get to see. */
    public static void fatal(HttpServletResponse response, Error error) {
        ApiError told = unexpected(error);
        if (hasBegun(response)) {
            Connections.of(response).close();
        } else {
            response.resetBuffer();
            response.setStatus(told.status());
            response.setContentType(Answer.CONTENT_TYPE);
            try {
                response.getOutputStream().write(Answer.bytes(told));
            } catch (IOException e) {
                LOG.debug("The client is gone", e);
            }
        }
    }

    private static void notCommitted(NotCommittedException e, Context call) {
        Map<String, String> details = Map.of("committed_sequence", String.valueOf(e.committed()));
        String message = "There is no proof: " + e.getMessage() + ".";
        answer(call, new ApiError(404, "not_committed", message, details, Map.of()));
    }

    private static void commitmentRefused(CommitmentRefusedException e, Context call) {
        answer(call, ApiError.of(409, "commitment_refused", "The commitment is refused: " + e.getMessage() + "."));
    }

    private static void keyConflict(KeyConflictException e, Context call) {
        answer(call, ApiError.of(409, "key_conflict", "The key is refused: " + e.getMessage() + "."));
    }

    private static void keyNotAuthorized(KeyNotAuthorizedException e, Context call) {
        answer(call, ApiError.of(403, "key_not_authorized", "The key is refused: " + e.getMessage() + "."));
    }

    private static void storeUnavailable(StoreUnavailableException e, Context call) {
        LOG.warn("The store is unavailable: {}", e.getMessage());
        LOG.debug("The store is unavailable", e);
        answer(call, NO_STORE);
    }

    private static void methodNotAllowed(MethodNotAllowedResponse e, Context call) {
        methodNotAllowed(call, e.getDetails().values().iterator().next());
    }

    /** {@code OPTIONS} asks for just what the refusal of another method tells. */
    public static void methodNotAllowed(Context call, String allowed) {
        if (call.req().getMethod().equals("OPTIONS")) {
            call.status(204).header("Allow", allowed + ", OPTIONS");
        } else {
            answer(call, ApiError.methodNotAllowed(call.req().getMethod(), allowed));
        }
    }

    private static void unexpected(Exception e, Context call) {
        answer(call, unexpected(e));
    }

    /** Sentences about who may call quote nothing that was sent; others may, and are not logged. */
    private static void refuse(Context call, ApiError error) {
        if (error.status() == 401 || error.status() == 403) {
            LOG.debug("Not let in: {}", error.message());
        }
        answer(call, error);
    }

    private static void answer(Context call, ApiError error) {
        if (hasBegun(call.res())) {
            Connections.of(call.res()).close();
        } else {
            call.res().resetBuffer();
            if (UnreadBody.isLeft(call)) {
                UnreadBody.answer(call, error);
            } else {
                Answer.write(call, error);
            }
        }
    }

    /** Whether what was written already stands in the way of another answer. Compressed, it does before any of it is sent. */
    private static boolean hasBegun(HttpServletResponse response) {
        return response.isCommitted() || response.containsHeader("Content-Encoding");
    }
}
