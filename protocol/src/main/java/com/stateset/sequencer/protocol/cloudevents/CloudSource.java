package com.stateset.sequencer.protocol.cloudevents;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.protocol.json.WireText;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an event comes from, as the attribute {@code source} says it: the agent, in the stream. It names no server, so that it is the same
 * wherever the event is read, and together with the id it names one event, as CloudEvents wants it.
 *
 * @param stream the stream
 * @param agentId the author
 */
record CloudSource(StreamId stream, UUID agentId) {

    private static final Pattern FORM = Pattern.compile("ves://([^/]{36})/([^/]{36})/([^/]{36})");

    /**
     * Reads the attribute.
     *
     * @throws IllegalArgumentException with a clause that completes "this value …" if it has another form
     */
    static CloudSource parse(String uri) {
        Matcher parts = FORM.matcher(uri);
        if (!parts.matches()) {
            throw new IllegalArgumentException("must be ves://<tenant_id>/<store_id>/<agent_id>, each of them a UUID");
        }
        StreamId stream = new StreamId(WireText.uuid(parts.group(1)), WireText.uuid(parts.group(2)));
        return new CloudSource(stream, WireText.uuid(parts.group(3)));
    }

    /** Returns the attribute. */
    @Override
    public String toString() {
        return "ves://" + stream + "/" + agentId;
    }
}
