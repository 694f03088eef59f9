package com.stateset.sequencer.cli.projections;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.stateset.sequencer.replay.EventTypes;
import com.stateset.sequencer.replay.EventTypesBuilder;
import java.math.BigDecimal;

/** What the examples' types of events share: every member must be there, and be what it is declared to be. */
final class ShopTypes {

    private static final JsonMapper STRICT = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private ShopTypes() {}

    static <T> EventTypesBuilder<T> builder() {
        return EventTypes.<T>builder().mapper(STRICT);
    }

    /** An amount of money in cents. */
    static long cents(BigDecimal amount) {
        return amount.movePointRight(2).longValueExact();
    }
}
