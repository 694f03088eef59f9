package com.stateset.sequencer.text;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The JSON mapper of what few events have: records, metadata, tags. It is loaded with the first of them, since that takes a tenth of the time in
 * which a program stores its first event.
 */
public final class LazyJson {

    /** Without settings. Thread-safe. */
    public static final ObjectMapper MAPPER = new ObjectMapper();

    private LazyJson() {}
}
