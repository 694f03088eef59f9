package com.stateset.sequencer.protocol.json;

import com.stateset.sequencer.json.SentJson;
import java.io.IOException;

/** What readers of values ask a parser for, beyond tokens. Each parser that the mapper gets is one. */
interface MessageParser {

    /** Returns the text of the scalar that the parser stands on, which is no payload and so must be well formed itself. */
    String scalar() throws IOException;

    /** Passes over the value that the parser stands on, and returns it as it was sent. */
    SentJson rawValue() throws IOException;

    /** What is wrong with the value that the parser stands on. */
    InvalidMessageException problem(String problem);
}
