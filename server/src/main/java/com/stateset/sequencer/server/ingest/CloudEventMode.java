package com.stateset.sequencer.server.ingest;

import com.stateset.sequencer.protocol.cloudevents.CloudEvent;
import com.stateset.sequencer.protocol.json.InvalidMessageException;
import com.stateset.sequencer.protocol.json.ProtocolJson;
import com.stateset.sequencer.server.http.MediaType;
import com.stateset.sequencer.server.http.PercentEncoding;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpField;

/**
 * The content modes of CloudEvents over HTTP (http-protocol-binding.md, section 3), as the headers tell them: {@code Content-Type} names a
 * format of events, or else there are headers {@code ce-…}. With neither, a body is the protocol's own.
 *
 * <p>Where the body is an event, it counts alone: headers {@code ce-…} beside it are copies, and are not read.
 */
enum CloudEventMode {
    /** The body is the payload, and the attributes are headers. */
    BINARY,
    /** The body is one event. */
    STRUCTURED,
    /** The body is an array of events. */
    BATCHED;

    private static final String PREFIX = "ce-";
    private static final Set<String> DATA = Set.of(PREFIX + "data", PREFIX + "data_base64");
    private static final String ROOT = "$.";

    /** Returns the mode of a call; empty if it does not send CloudEvents. */
    static Optional<CloudEventMode> of(Context call) {
        String sent = call.header("Content-Type");
        String type = sent == null ? "" : MediaType.of(sent);
        if (type.equals(CloudEvent.BATCH_MEDIA_TYPE)) {
            return Optional.of(BATCHED);
        }
        if (type.equals(CloudEvent.MEDIA_TYPE)) {
            return Optional.of(STRUCTURED);
        }
        return hasAttributes(call) ? Optional.of(BINARY) : Optional.empty();
    }

    /** Nearly all calls have none, and to find that out costs no copy of their headers. */
    private static boolean hasAttributes(Context call) {
        for (HttpField header :
                ServletContextRequest.getServletContextRequest(call.req()).getHeaders()) {
            if (header.getName().regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reads the events.
     *
     * @throws InvalidMessageException if the body, or the headers, do not have them
     */
    List<CloudEvent> events(Context call, byte[] body) {
        return switch (this) {
            case BINARY -> List.of(ofHeaders(call, body));
            case STRUCTURED -> List.of(ProtocolJson.read(body, CloudEvent.class));
            case BATCHED -> ProtocolJson.readList(body, CloudEvent.class);
        };
    }

    /** Returns what stands before the name of an event's attribute. */
    String place(int index) {
        return switch (this) {
            case BINARY -> PREFIX;
            case STRUCTURED -> ROOT;
            case BATCHED -> "$[" + index + "].";
        };
    }

    /** The attributes, with the data that are known to be one value, are an object that is read as one that was sent. */
    private static CloudEvent ofHeaders(Context call, byte[] body) {
        Map<String, Object> members = new TreeMap<>(headers(call));
        if (body.length > 0) {
            members.put("data", ProtocolJson.readRaw(body));
        }
        try {
            return ProtocolJson.read(ProtocolJson.write(members), CloudEvent.class);
        } catch (InvalidMessageException e) {
            String name = e.path().startsWith(ROOT) ? e.path().substring(ROOT.length()) : e.path();
            throw new InvalidMessageException(PREFIX + name, e.problem());
        }
    }

    private static Map<String, String> headers(Context call) {
        Map<String, String> attributes = new TreeMap<>();
        for (String header : Collections.list(call.req().getHeaderNames())) {
            String name = header.toLowerCase(Locale.ROOT);
            if (name.startsWith(PREFIX)) {
                List<String> values = Collections.list(call.req().getHeaders(header));
                if (values.size() > 1) {
                    throw new InvalidMessageException(name, "stands twice");
                }
                if (DATA.contains(name)) {
                    throw new InvalidMessageException(name, "is not an attribute: the data are the body");
                }
                attributes.put(name.substring(PREFIX.length()), decode(name, values.get(0)));
            }
        }
        return attributes;
    }

    /** Section 3.1.3.2: a value may be a quoted string; what is in it is percent-encoded where it is not printable ASCII. */
    private static String decode(String name, String value) {
        if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new InvalidMessageException(
                    name, "holds characters that are not printable ASCII; they are percent-encoded");
        }
        boolean isQuoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        String encoded = isQuoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
        return PercentEncoding.decode(encoded)
                .orElseThrow(() -> new InvalidMessageException(name, "is not well percent-encoded UTF-8"));
    }
}
