package com.stateset.sequencer.cli.agent.settle;

import com.stateset.sequencer.cli.agent.folder.UsageException;
import com.stateset.sequencer.sync.conflict.ConflictPolicies;
import com.stateset.sequencer.sync.conflict.ConflictPolicy;
import java.util.List;
import java.util.Locale;

/** Reads policies as {@code merge} or {@code order=merge}. */
public final class PolicyOptions {

    public static final String DESCRIPTION =
            "How conflicts are settled, for one entity type (order=merge) or for all others (merge); may be given several times. theirs: the "
                    + "log is right, and this agent's event is given up; mine: it is written anew on top of the log; merge: a new "
                    + "event with both payloads merged member by member, which stops where both sides have changed the same; ask: left "
                    + "to a person.";

    private PolicyOptions() {}

    /**
     * Reads them.
     *
     * @param option what the option is called, for messages
     */
    public static ConflictPolicies parse(String option, List<String> texts) {
        ConflictPolicy others = ConflictPolicy.ASK;
        for (String text : texts) {
            if (text.lastIndexOf('=') < 0) {
                others = policy(option, text);
            }
        }
        ConflictPolicies policies = ConflictPolicies.of(others);
        for (String text : texts) {
            int equals = text.lastIndexOf('=');
            if (equals >= 0) {
                policies = policies.with(text.substring(0, equals), policy(option, text.substring(equals + 1)));
            }
        }
        return policies;
    }

    private static ConflictPolicy policy(String option, String name) {
        for (ConflictPolicy policy : ConflictPolicy.values()) {
            if (policy.name().toLowerCase(Locale.ROOT).equals(name)) {
                return policy;
            }
        }
        throw new UsageException(option + ": '" + name + "' is none of theirs, mine, merge and ask");
    }
}
