package com.stateset.sequencer.sync.conflict;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Settles conflicts by the type of their entity. Only version conflicts of this agent's own events are settled; what was rejected for
 * another reason, or is another agent's, is left to a person. Immutable; thread-safe if the merge function is.
 *
 * <pre>{@code
 * ConflictHandler handler = ConflictPolicies.of(ConflictPolicy.ASK)
 *         .with("order", ConflictPolicy.MERGE)
 *         .with("price", ConflictPolicy.THEIRS);
 * }</pre>
 */
public final class ConflictPolicies implements ConflictHandler {

    private final ConflictPolicy others;
    private final Map<String, ConflictPolicy> byType;
    private final MergeFunction merge;

    private ConflictPolicies(ConflictPolicy others, Map<String, ConflictPolicy> byType, MergeFunction merge) {
        this.others = Objects.requireNonNull(others, "others");
        this.byType = Map.copyOf(byType);
        this.merge = Objects.requireNonNull(merge, "merge");
    }

    /** One policy for all types. Merges by {@link JsonMerge}, unless told otherwise. */
    public static ConflictPolicies of(ConflictPolicy policy) {
        return new ConflictPolicies(policy, Map.of(), JsonMerge::settle);
    }

    /** The same with another policy for one entity type. */
    public ConflictPolicies with(String entityType, ConflictPolicy policy) {
        Map<String, ConflictPolicy> more = new TreeMap<>(byType);
        more.put(entityType, policy);
        return new ConflictPolicies(others, more, merge);
    }

    /** The same with another way to merge. */
    public ConflictPolicies merging(MergeFunction function) {
        return new ConflictPolicies(others, byType, function);
    }

    @Override
    public Settlement settle(Conflict conflict) {
        if (!conflict.isOwn()) {
            return new Settlement.Ask("it is an event of agent "
                    + conflict.mine().event().sourceAgent() + ", which settles it itself");
        }
        if (!conflict.isVersionConflict()) {
            return new Settlement.Ask("it was rejected for itself: " + conflict.rejection().message());
        }
        return switch (byType.getOrDefault(conflict.entity().type(), others)) {
            case THEIRS -> new Settlement.Theirs();
            case MINE -> new Settlement.Mine();
            case MERGE -> merge.merge(conflict);
            case ASK -> new Settlement.Ask("no policy settles it");
        };
    }
}
