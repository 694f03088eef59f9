package com.stateset.sequencer.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a whole call failed.
 *
 * @param error the error
 */
public record WireError(Body error) {

    /** Returns an error without details if {@code details} is empty. */
    public static WireError of(String code, String message, Map<String, String> details) {
        return new WireError(new Body(code, message, details.isEmpty() ? null : details));
    }

    /**
     * The error.
     *
     * @param code a fixed word for programs
     * @param message one sentence for a person
     * @param details more for programs
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Body(
            String code, String message, @Nullable Map<String, String> details) {

        /** Copies the map. */
        public Body {
            details = details == null ? null : Map.copyOf(details);
        }
    }
}
