package com.stateset.sequencer.postgres.replica;

import java.util.Locale;

/** What became of the last attempt to read from a replica. */
public enum ReplicaState {
    /** It holds what the primary holds. */
    IN_USE("it is in use"),
    /** It has not come as far as the primary yet. */
    BEHIND("it is behind the primary"),
    /** It cannot be reached, or refuses to be read from. */
    UNREACHABLE("it cannot be read from"),
    /** It takes writes. */
    NOT_A_STANDBY("it is not a standby, which only follows its primary"),
    /** It belongs to another database. */
    OTHER_DATABASE("it is not a replica of this database, but of another one"),
    /** It follows another server than the primary, which was one before. */
    OTHER_TIMELINE("it has not come to the primary's timeline yet");

    private final String sentence;

    ReplicaState(String sentence) {
        this.sentence = sentence;
    }

    /** Returns the state in a word. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String sentence() {
        return sentence;
    }
}
