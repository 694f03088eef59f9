package com.stateset.sequencer.verify;

import java.util.ArrayList;
import java.util.List;

/**
 * Says what a good verdict does not say, and whose word it rests on.
 *
 * <p>"Sound" by itself promises more than any walk can know, so it never stands alone. Two lists go with it:
 *
 * <ul>
 *   <li><b>Reservations</b>: what is there and was not checked, with its number. Payloads that are erased or encrypted, of which
 *       only the hashes could be taken; those that are encrypted end to end, of which only the ciphertext could be checked; events behind everything that is signed, which fit each other and may yet be replaced; and that nothing is signed at all.
 *   <li><b>Grounds</b>: what a signature was compared with. A key that the caller brought is as good as the caller's knowledge of
 *       it. One that the source names about itself shows that the history was signed by whoever owns that key, no more: one who
 *       replaces the history can replace the key. Without any key there is only the source's word.
 * </ul>
 *
 * <p>Both are half sentences for people; programs ask the verdict for the numbers. For one audit, after its walk.
 */
final class AuditWords {

    private final SequencerTrust trust;
    private final ChainCheck chain;
    private final EventRules rules;
    private final long head;
    private final long signedThrough;

    AuditWords(SequencerTrust trust, ChainCheck chain, EventRules rules, long head, long signedThrough) {
        this.trust = trust;
        this.chain = chain;
        this.rules = rules;
        this.head = head;
        this.signedThrough = signedThrough;
    }

    /** What was not checked although it is there, half a sentence each. */
    List<String> reservations() {
        List<String> reservations = new ArrayList<>();
        MissingPayloads missing = rules.missing();
        addUnchecked(
                reservations, missing.erased() - missing.unrecorded() - missing.unattributed(), "erased, on record,");
        addUnchecked(
                reservations,
                missing.unattributed(),
                "erased, on a record that may be another's, since this source does not name its sequencer,");
        addUnchecked(reservations, missing.unrecorded(), "missing without a record of their erasure");
        addUnchecked(reservations, missing.encrypted(), "encrypted");
        if (missing.endToEnd() > 0) {
            reservations.add(count(missing.endToEnd(), "payload is", "payloads are")
                    + " encrypted end to end; only " + (missing.endToEnd() == 1 ? "its" : "their")
                    + " ciphertext was checked");
        }
        if (signedThrough < head && signedThrough > 0) {
            reservations.add(count(head - signedThrough, "event is", "events are") + " not under anything signed yet");
        }
        if (trust.used().isEmpty()) {
            reservations.add("on this source's word alone: nothing is signed");
        }
        return reservations;
    }

    private static void addUnchecked(List<String> reservations, long number, String state) {
        if (number > 0) {
            reservations.add(count(number, "payload is ", "payloads are ") + state + " and "
                    + (number == 1 ? "was" : "were") + " not checked");
        }
    }

    /** Whose word it is, a sentence each. */
    List<String> grounds() throws DamageException {
        List<String> grounds = new ArrayList<>();
        if (trust.used().isEmpty()) {
            grounds.add("rests on this source's word alone: nothing is signed by a sequencer");
        }
        for (var key : trust.used()) {
            grounds.add(
                    trust.isPinned()
                            ? "signed with the sequencer's key " + key + ", a trusted one"
                            : "signed with the sequencer's key " + key
                                    + ", which this source itself names: its word, until"
                                    + " compared with a key known from elsewhere");
        }
        if (chain.unsigned() > 0) {
            grounds.add(count(chain.unsigned(), "commitment is", "commitments are")
                    + (trust.isSigning() ? " of a time before the sequencer had a key, and" : "") + " not signed");
        }
        return grounds;
    }

    private static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
