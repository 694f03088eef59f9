package com.stateset.sequencer.verify;

/** Called with how far an audit has come. */
@FunctionalInterface
public interface AuditProgress {

    /** Does nothing. */
    AuditProgress NONE = (checked, head) -> {};

    /**
     * Called every 1,000 events and at the end, on the auditing thread, which waits for it. What it throws ends the audit.
     *
     * @param checked the last event that was checked
     * @param head the last event that there is, as far as is known
     */
    void checked(long checked, long head);
}
