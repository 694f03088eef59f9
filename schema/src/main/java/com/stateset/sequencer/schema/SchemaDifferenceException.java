package com.stateset.sequencer.schema;

/** At one place, the one schema allows for what the other does not, or it cannot be told. */
final class SchemaDifferenceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SchemaDifferenceException(String place, String what) {
        super(
                (place.isEmpty() ? "at its root" : "at " + new SchemaViolation(place, "").path()) + ", " + what,
                null,
                false,
                false);
    }
}
