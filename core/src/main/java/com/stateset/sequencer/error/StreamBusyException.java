package com.stateset.sequencer.error;

import com.stateset.sequencer.event.StreamId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Another writer held a stream for too long. Nothing was stored; try again later. */
public final class StreamBusyException extends SequencerException {

    private static final long serialVersionUID = 1L;

    private final transient Set<StreamId> streams;

    /**
     * Reports that at least one of {@code streams} is held.
     *
     * @param streams the streams that were asked for
     */
    public StreamBusyException(Set<StreamId> streams, @Nullable Throwable cause) {
        super(describe(streams), cause);
        this.streams = Set.copyOf(streams);
    }

    private static String describe(Set<StreamId> streams) {
        return streams.size() == 1
                ? "another writer is holding the stream " + streams.iterator().next()
                : "another writer is holding one of " + streams.size() + " streams";
    }

    /** The streams that were asked for, of which at least one is held. */
    public Set<StreamId> streams() {
        return streams;
    }
}
