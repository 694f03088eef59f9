package com.stateset.sequencer.cli.backup;

import com.stateset.sequencer.cli.serve.ConfigurationException;
import com.stateset.sequencer.cli.terminal.TerminalProgress;
import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.spi.EventStore;
import com.stateset.sequencer.tlog.SignedNote;
import com.stateset.sequencer.verify.AuditOptions;
import com.stateset.sequencer.verify.StoredHistory;
import com.stateset.sequencer.verify.StreamAudit;
import com.stateset.sequencer.verify.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Audits all streams of a backup, each as {@code verify-stream} does it. Payloads that are encrypted and have no key here are accepted:
 * to restore a backup takes no permission to read it. So is a stream that nothing was signed of, if it is younger than its first entry in the
 * log of heads, which takes seconds: a backup that is made beside running writers may have such streams.
 */
final class BackupAudit {

    private final EventStore store;
    private final List<SignedNote> checkpoints;

    /**
     * Prepares an audit.
     *
     * @param checkpoints signed checkpoints of some of the streams, which their histories must extend
     */
    BackupAudit(EventStore store, List<SignedNote> checkpoints) {
        this.store = store;
        this.checkpoints = checkpoints;
    }

    /** What an audit found. */
    record Finding(StreamId stream, Verdict verdict) {

        boolean isDamaged() {
            return !(verdict instanceof Verdict.Sound);
        }

        BackedUpStream toStream() {
            Verdict.Sound sound = (Verdict.Sound) verdict;
            return new BackedUpStream(
                    stream.tenantId(),
                    stream.storeId(),
                    sound.head(),
                    sound.tree().root(),
                    sound.reservations());
        }

        String words() {
            if (verdict instanceof Verdict.Sound sound) {
                String reservations =
                        sound.reservations().isEmpty() ? "" : ", but " + String.join(", and ", sound.reservations());
                return "  stream " + stream + "  head " + sound.head() + "  root "
                        + sound.tree().root() + "  sound" + reservations;
            }
            return "  stream " + stream + "  damaged: "
                    + (verdict instanceof Verdict.Damaged damaged ? damaged.what() : "it has no events");
        }
    }

    /** Audits all streams. */
    List<Finding> run() {
        List<StreamId> streams = store.allStreams().toList();
        checkpoints.forEach(checkpoint -> requireStream(checkpoint, streams));
        List<Finding> findings = new ArrayList<>();
        for (StreamId stream : streams) {
            findings.add(new Finding(stream, audit(stream)));
        }
        return findings;
    }

    private Verdict audit(StreamId stream) {
        AuditOptions options = AuditOptions.NONE.acceptingMissingPayloads();
        if (store.history().headsLog().last(stream).isEmpty()) {
            options = options.acceptingNoCheckpoint();
        }
        try (TerminalProgress progress = TerminalProgress.start("verify", " events", 1)) {
            Verdict verdict = audit(stream, options, progress);
            for (SignedNote checkpoint : checkpoints) {
                if (verdict instanceof Verdict.Sound && isOf(checkpoint, stream)) {
                    verdict = audit(stream, options.extending(checkpoint), progress);
                }
            }
            return verdict;
        }
    }

    private Verdict audit(StreamId stream, AuditOptions options, TerminalProgress progress) {
        return StreamAudit.of(new StoredHistory(store, stream), SignatureVerifier.standard(), options, progress::step);
    }

    private static boolean isOf(SignedNote checkpoint, StreamId stream) {
        return checkpoint.firstLine().endsWith("/" + VesHashes.stream(stream).toHex());
    }

    private static void requireStream(SignedNote checkpoint, List<StreamId> streams) {
        if (streams.stream().noneMatch(stream -> isOf(checkpoint, stream))) {
            throw new ConfigurationException(
                    "--checkpoint: the backup has no stream of the log " + checkpoint.firstLine());
        }
    }
}
