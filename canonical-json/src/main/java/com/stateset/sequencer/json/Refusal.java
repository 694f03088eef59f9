package com.stateset.sequencer.json;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A reason to refuse the text, on its way to {@link Canonicalizer}, which knows the path. Checked, so that none gets by. */
final class Refusal extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final @Nullable String member;

    Refusal(String problem) {
        this(problem, null);
    }

    /** Refuses the member of that name of the object that was read last. */
    Refusal(String problem, @Nullable String member) {
        super(problem, null, false, false);
        this.member = member;
    }

    String problem() {
        return String.valueOf(getMessage());
    }

    @Nullable
    String member() {
        return member;
    }
}
