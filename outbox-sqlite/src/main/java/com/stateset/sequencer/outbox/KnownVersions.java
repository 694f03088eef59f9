package com.stateset.sequencer.outbox;

import com.stateset.sequencer.event.EntityRef;
import com.stateset.sequencer.protocol.scope.EventScope;
import java.util.Optional;

/**
 * Of which entities the versions can be counted here: read once for an operation, and true until the end of its transaction. Immutable.
 *
 * @param scope what the replica follows
 * @param isBehind whether the replica has begun anew, and is not yet as far as it was
 */
record KnownVersions(EventScope scope, boolean isBehind) {

    /** Why an entity's version is not known here; empty if it is. */
    Optional<String> whyUnknown(EntityRef entity) {
        if (!scope.followsEntity(entity)) {
            return Optional.of("the version of entity " + entity
                    + " is not known here, as it is not in the scope of this replica (" + scope
                    + "): name the version, or let the replica follow the entity");
        }
        return isBehind
                ? Optional.of("the version of entity " + entity
                        + " is not known here before the replica has been pulled for its new scope: sync first")
                : Optional.empty();
    }
}
