package com.stateset.sequencer.protocol.history;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.tlog.CheckpointReader;
import com.stateset.sequencer.tlog.ConsistencyProof;
import com.stateset.sequencer.tlog.LogInclusionProof;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.tlog.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Tells whether a file of evidence proves that one key has signed two histories of one log.
 *
 * <p>Everything that counts is recomputed. Sizes and roots come from the signed texts only, because a consistency proof binds no
 * size. One of three things is proof: two roots of one size; a beginning of the larger tree, shown by a consistency proof to
 * be its beginning, that is not the smaller tree; one entry that is shown to be another in both. What is in the file and does
 * not verify makes it a forgery, also beside something that does. Pure functions; thread-safe.
 */
public final class EquivocationCheck {

    private final EquivocationEvidence evidence;
    private final TreeHead first;
    private final TreeHead second;
    private final List<String> facts = new ArrayList<>();

    private EquivocationCheck(EquivocationEvidence evidence, TreeHead first, TreeHead second) {
        this.evidence = evidence;
        this.first = first;
        this.second = second;
    }

    /**
     * Checks a file.
     *
     * @param trusted the keys that the sequencer is known by; if there are any, the file must be about one of them
     * @return what is proven, a sentence each, for people
     * @throws VerificationException if it is not proven; the message says why
     */
    public static List<String> check(EquivocationEvidence evidence, Collection<Ed25519PublicKey> trusted) {
        Ed25519PublicKey key = evidence.publicKey();
        if (!trusted.isEmpty() && !trusted.contains(key)) {
            throw new VerificationException("the evidence is about key " + key + ", which is not one of those given");
        }
        try {
            return new EquivocationCheck(evidence, head(evidence, evidence.first()), head(evidence, evidence.second()))
                    .prove();
        } catch (LogVerificationException e) {
            throw new VerificationException("the file is forged or damaged (" + e.reason() + "): " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new VerificationException("the file is forged or damaged: " + e.getMessage(), e);
        }
    }

    private List<String> prove() {
        if (first.size() > second.size()) {
            throw new VerificationException("the first checkpoint is not that of the smaller tree");
        }
        facts.add("key " + evidence.publicKey() + " has signed two histories of log " + evidence.origin());
        boolean sameSize = first.size() == second.size();
        boolean proven = sameSize ? haveOtherRoots() : hasAnotherBeginning();
        // Both are looked at: what is in the file must hold.
        proven |= hasAnotherEntry();
        if (!proven) {
            throw new VerificationException("both checkpoints are signed, of " + first.size() + " and " + second.size()
                    + " entries, but nothing shows that they are not of one history");
        }
        return facts;
    }

    private boolean haveOtherRoots() {
        if (first.root().equals(second.root())) {
            return false;
        }
        facts.add("of the same " + first.size() + " entries it has signed the root " + first.root() + " and the root "
                + second.root());
        return true;
    }

    private boolean hasAnotherBeginning() {
        EquivocationEvidence.Beginning beginning = evidence.consistency();
        if (beginning == null) {
            return false;
        }
        new ConsistencyProof(first.size(), second.size(), beginning.hashes()).verify(beginning.root(), second.root());
        if (beginning.root().equals(first.root())) {
            return false;
        }
        facts.add("of " + first.size() + " entries it has signed the root " + first.root() + "; the first "
                + first.size() + " of the " + second.size() + " entries that it has signed, too, have the root "
                + beginning.root());
        return true;
    }

    private boolean hasAnotherEntry() {
        EquivocationEvidence.Difference difference = evidence.difference();
        if (difference == null) {
            return false;
        }
        verify(difference.index(), difference.first(), first);
        verify(difference.index(), difference.second(), second);
        Hash one = difference.first().recordHash();
        Hash other = difference.second().recordHash();
        if (one.equals(other)) {
            throw new VerificationException("the file is forged or damaged: the entry that is said to differ does not");
        }
        facts.add("event " + (difference.index() + 1) + " differs: its record hash is " + one + " in the one and "
                + other + " in the other");
        return true;
    }

    private static void verify(long index, EquivocationEvidence.Proved proved, TreeHead head) {
        new LogInclusionProof(index, head.size(), proved.hashes()).verify(proved.recordHash(), head.root());
    }

    private static TreeHead head(EquivocationEvidence evidence, String note) {
        VerifierKey key =
                VerifierKey.ofLog(evidence.origin(), evidence.publicKey().toByteArray());
        SignedCheckpoint checkpoint = new CheckpointReader(SignatureVerifier.ofNotes(), List.of(key))
                .read(note.getBytes(StandardCharsets.UTF_8), evidence.origin());
        return checkpoint.head();
    }
}
