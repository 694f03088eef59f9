package com.stateset.sequencer.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Brings the payload of an old event into the shape of a later version. What is stored stays as it is. Thread-safe. */
@FunctionalInterface
public interface Upcaster {

    /**
     * Returns the payload in its new shape.
     *
     * @param payload a copy: it may be changed and returned
     */
    ObjectNode upcast(ObjectNode payload);
}
