package com.stateset.sequencer.server.identity;

import com.stateset.sequencer.error.HeadsLogStoppedException;
import com.stateset.sequencer.error.SequencerFailedException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import com.stateset.sequencer.error.StreamStoppedException;
import com.stateset.sequencer.protocol.Ready;
import com.stateset.sequencer.server.http.ApiError;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.Errors;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks whether the sequencer works and its store can be reached, for a bounded time. A read replica that is not in use is told of, and does
 * no harm: the store does without. Thread-safe.
 */
public final class Readiness implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration REPLICA_TIMEOUT = Duration.ofSeconds(1);

    private final Runnable ping;
    private final SharedAnswer<Optional<ApiError>> problem =
            new SharedAnswer<>(this::ping, TIMEOUT, Optional.of(Errors.NO_STORE));
    private final @Nullable SharedAnswer<String> readReplica;

    /** What was logged last; of the thread that asks. */
    private String said = "";

    /**
     * Makes the question.
     *
     * @param ping throws if the sequencer does not work
     * @param readReplica tells in a word what becomes of the store's read replica; null if it has none
     */
    public Readiness(Runnable ping, @Nullable Supplier<String> readReplica) {
        this.ping = ping;
        this.readReplica = readReplica == null ? null : new SharedAnswer<>(readReplica, REPLICA_TIMEOUT, "unreachable");
    }

    /**
     * Returns the answer of a server that is ready.
     *
     * @throws ApiException if it is not, or has not said in time that it is
     */
    public Ready ready() {
        problem.get().ifPresent(found -> {
            throw new ApiException(found);
        });
        return readReplica == null ? Ready.YES : Ready.with(readReplica.get());
    }

    private Optional<ApiError> ping() {
        try {
            ping.run();
            said = "";
            return Optional.empty();
        } catch (StreamStoppedException e) {
            return Optional.of(Errors.stopped(e));
        } catch (HeadsLogStoppedException e) {
            return Optional.of(Errors.stopped(e));
        } catch (SequencerFailedException e) {
            say(String.valueOf(e.getMessage()));
            return Optional.of(Errors.FAILED);
        } catch (StoreUnavailableException | StoreFailedException e) {
            say(String.valueOf(e.getMessage()));
            return Optional.of(Errors.NO_STORE);
        }
    }

    /** Once for each reason, however often it is asked; the answer names none, which is the administrator's to know. */
    private void say(String why) {
        if (!why.equals(said)) {
            said = why;
            LOG.warn("The sequencer is not ready: {}", why);
        }
    }

    @Override
    public void close() {
        problem.close();
        if (readReplica != null) {
            readReplica.close();
        }
    }
}
