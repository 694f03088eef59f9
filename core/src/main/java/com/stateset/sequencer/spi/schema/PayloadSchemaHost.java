package com.stateset.sequencer.spi.schema;

/** An event store whose database also keeps schemas of payloads. Found by {@code EventStore.as}; implemented by the store itself. */
public interface PayloadSchemaHost {

    /** Where schemas are kept. The same object, or an equal one, at every call. */
    PayloadSchemaStore payloadSchemas();
}
