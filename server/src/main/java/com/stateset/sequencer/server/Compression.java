package com.stateset.sequencer.server;

import com.stateset.sequencer.server.http.Answer;
import io.javalin.compression.CompressionStrategy;
import io.javalin.compression.Gzip;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Decides which answers are compressed: those that go through Javalin's own output, are larger than {@value #MIN_BYTES} bytes and not made
 * of hashes, for clients that take gzip. Tiles are not: nothing is gained, and a cache holds them for ever, so they are the same bytes for
 * everyone. Event streams are written past all this: an event must not wait in a compressor until others have come.
 *
 * <p>As a handler it puts {@code Accept-Encoding} into the one form that Javalin understands: {@code gzip}, if that is among what the
 * client takes (RFC 9110, section 12.5.3: {@code gzip;q=0} is a refusal), and else nothing. Javalin takes {@code gzip;q=0.5} for the
 * name of another encoding.
 */
final class Compression extends Handler.Wrapper {

    /** Smaller answers fit into one packet as they are. */
    static final int MIN_BYTES = 1500;

    /** The fastest: a page of events is a sixth of its size already. */
    private static final int LEVEL = 1;

    private static final String GZIP = "gzip";

    /** How Javalin compresses. */
    static CompressionStrategy strategy() {
        CompressionStrategy strategy = new CompressionStrategy(null, new Gzip(LEVEL));
        strategy.setDefaultMinSizeForCompression(MIN_BYTES);
        List<String> excluded = new ArrayList<>(strategy.getExcludedMimeTypes());
        excluded.add(Answer.BYTES);
        strategy.setExcludedMimeTypes(excluded);
        return strategy;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpFields headers = request.getHeaders();
        boolean asks = headers.contains(HttpHeader.ACCEPT_ENCODING);
        return super.handle(asks ? new Understood(request) : request, response, callback);
    }

    private static final class Understood extends Request.Wrapper {

        private final HttpFields headers;

        private Understood(Request request) {
            super(request);
            HttpFields.Mutable understood = HttpFields.build(request.getHeaders());
            understood.remove(HttpHeader.ACCEPT_ENCODING);
            if (request.getHeaders().getQualityCSV(HttpHeader.ACCEPT_ENCODING).stream()
                    .anyMatch(GZIP::equalsIgnoreCase)) {
                understood.put(HttpHeader.ACCEPT_ENCODING, GZIP);
            }
            this.headers = understood.asImmutable();
        }

        @Override
        public HttpFields getHeaders() {
            return headers;
        }
    }
}
