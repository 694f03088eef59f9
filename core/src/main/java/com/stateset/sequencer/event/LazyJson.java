package com.stateset.sequencer.event;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The JSON mapper of records and metadata, loaded with the first of them: it takes a tenth of the time in which a program stores its first
 * event, and most events have neither.
 */
final class LazyJson {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private LazyJson() {}
}
