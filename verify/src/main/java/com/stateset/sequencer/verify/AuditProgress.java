package com.stateset.sequencer.verify;

/** Called with how far an audit has come. */
@FunctionalInterface
public interface AuditProgress {

    /** Does nothing. */
    AuditProgress NONE = (checked, head) -> {};

    /**
     * Called every now and then, on the auditing thread.
     *
     * @param checked the last event that was checked
     * @param head the last event that there is, as far as is known
     */
    void checked(long checked, long head);
}
