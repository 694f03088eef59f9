package com.stateset.sequencer.server.history;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.json.WireText;
import com.stateset.sequencer.server.http.Answer;
import com.stateset.sequencer.server.http.Api;
import com.stateset.sequencer.server.http.ApiException;
import com.stateset.sequencer.server.http.Errors;
import com.stateset.sequencer.server.http.Principal;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TilePath;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/**
 * Serves the logs as C2SP {@code tlog-tiles} prescribes: checkpoints that are asked for anew each time, and tiles that never change.
 *
 * <p>A path has one spelling, so that a cache holds each tile once: it is taken as it was sent, and what is percent-encoded or
 * otherwise spelt is not found.
 *
 * <p>A key that comes in a header of its own is unknown to a cache that several clients share. Only what needs no key is for such a
 * cache, the others' tiles are for the client's own.
 */
public final class LogRoutes {

    static final String TEXT = "text/plain; charset=utf-8";

    private static final String CACHING = "Cache-Control";
    private static final String UNCHANGING = "max-age=31536000, immutable";
    private static final String HEADS = "/log/heads";
    private static final String STREAM = "/log/{tenant_id}/{store_id}";

    private final Sequencer sequencer;
    private final boolean isHeadsLogPublic;

    /**
     * Makes the routes.
     *
     * @param isHeadsLogPublic whether the log of heads is read without a key
     */
    public LogRoutes(Sequencer sequencer, boolean isHeadsLogPublic) {
        this.sequencer = sequencer;
        this.isHeadsLogPublic = isHeadsLogPublic;
    }

    public void register(Api api) {
        Function<Context, LogFiles> heads = call -> LogFiles.ofHeads(sequencer);
        if (isHeadsLogPublic) {
            api.getFileAsAnyone(HEADS + "/checkpoint", checkpoint(heads));
            api.getFileAsAnyone(HEADS + "/witnessed", this::witnessed);
            api.getFileAsAnyone(HEADS + "/tile/<path>", tile(heads, "public, " + UNCHANGING));
        } else {
            api.getFile(HEADS + "/checkpoint", checkpoint(heads));
            api.getFile(HEADS + "/witnessed", this::witnessed);
            api.getFile(HEADS + "/tile/<path>", tile(heads, "private, " + UNCHANGING));
        }
        Function<Context, LogFiles> stream = call -> LogFiles.of(sequencer, stream(call));
        api.getFile(STREAM + "/checkpoint", checkpoint(stream));
        api.getFile(STREAM + "/tile/<path>", tile(stream, "private, " + UNCHANGING));
    }

    private static Handler checkpoint(Function<Context, LogFiles> log) {
        return call -> write(call, log.apply(call).checkpoint().get());
    }

    /** Not of the format: the last checkpoint of the heads that a quorum of witnesses has cosigned, with their lines. */
    private void witnessed(Context call) throws IOException {
        write(call, sequencer.headsLog().witnessed());
    }

    private static void write(Context call, Optional<SignedCheckpoint> checkpoint) throws IOException {
        SignedCheckpoint shown = checkpoint.orElseThrow(() -> new ApiException(Errors.NOTHING_HERE));
        Answer.write(call, TEXT, shown.toString().getBytes(StandardCharsets.UTF_8));
        call.header(CACHING, "no-cache");
    }

    private static Handler tile(Function<Context, LogFiles> log, String caching) {
        return call -> {
            LogFiles files = log.apply(call);
            String path = call.path();
            byte[] tile = TilePath.parse(path.substring(path.indexOf("/tile/") + 1))
                    .flatMap(files.tile())
                    .orElseThrow(() -> new ApiException(Errors.NOTHING_HERE));
            Answer.write(call, Answer.BYTES, tile);
            call.header(CACHING, caching);
        };
    }

    private static StreamId stream(Context call) {
        try {
            StreamId stream =
                    new StreamId(WireText.uuid(call.pathParam("tenant_id")), WireText.uuid(call.pathParam("store_id")));
            Principal.of(call).require(stream);
            return stream;
        } catch (IllegalArgumentException e) {
            throw new ApiException(Errors.NOTHING_HERE);
        }
    }
}
