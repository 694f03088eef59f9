package com.stateset.sequencer.verify.monitor;

import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.protocol.http.RemoteLog;
import com.stateset.sequencer.tlog.CheckpointReader;
import com.stateset.sequencer.tlog.Cosignature;
import com.stateset.sequencer.tlog.EntryBundle;
import com.stateset.sequencer.tlog.HeadsLogEntry;
import com.stateset.sequencer.tlog.LogProver;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.NoteVerifier;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TileLayout;
import com.stateset.sequencer.tlog.TilePath;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.verify.monitor.MonitorState.HeadsLogState;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows the log of heads: every entry is read, so that the root is recomputed and not believed, and each must go with the
 * entries of its stream before it. For one look, on one thread.
 *
 * <pre>
 *   remembered: size m, right edge ── entries m .. n-1, read from bundles ──► right edge at n ──► root = that of the checkpoint?
 *                                               │
 *                                               └─ each: its stream's size rises, or head and root are the same
 * </pre>
 *
 * <p><b>The log itself</b> is held by its right edge: if the edge that is remembered, grown by the entries that are shown, leads to
 * the root that is signed, then the first m entries are those that were read before; another entry anywhere would lead to
 * another root. So no consistency proof is asked for, and none has to be believed. A log that is shorter than it was is an
 * alarm even if its checkpoint is valid: a server has no reason to answer a monitor with less than it has answered before.
 *
 * <p><b>What witnesses have cosigned</b> must be a checkpoint of this very log: of a log that was shown to them alone, cosignatures
 * say nothing about this one. It is of another size as a rule, so that a consistency proof is made, here, of the log's tiles, and
 * held against both roots. If it does not fit, both notes together are evidence against the sequencer, which has signed both.
 *
 * <p><b>Its entries</b> say of each stream what was signed of it. That sizes rise is checked here, for all streams; that the larger
 * head extends the smaller needs the stream's own tree, and is {@link StreamWatch}'s part.
 *
 * <p><b>Alarms.</b> Nothing of a checkpoint that does not fit is taken over: the state stays as it was, and the next look alarms
 * again, with the same evidence. At a break that is not accepted the following stops right before it: what comes behind it is of a
 * history that this monitor has not been told to believe. With {@code --accept-history} for that stream it goes on, and the
 * break's head is what the stream's later heads are held to.
 *
 * <p><b>Cost.</b> One request for the checkpoint and one for the witnessed one, at most two tiles a level to hold them against each other,
 * and one request for every 256 entries that are new or in a bundle with new ones. One bundle at a time is in memory.
 */
final class HeadsFollower {

    private static final int NOT_FOUND = 404;

    private final RemoteLog log;
    private final String origin;
    private final CheckpointReader reader;
    private final NoteVerifier verifier;
    private final MonitorSettings settings;
    private final AlarmList alarms;

    HeadsFollower(
            RemoteLog log,
            String origin,
            CheckpointReader reader,
            NoteVerifier verifier,
            MonitorSettings settings,
            AlarmList alarms) {
        this.log = log;
        this.origin = origin;
        this.reader = reader;
        this.verifier = verifier;
        this.settings = settings;
        this.alarms = alarms;
    }

    /** Returns the state with all that is new and fits. */
    MonitorState follow(MonitorState before) {
        Optional<byte[]> note = log.checkpoint();
        if (note.isEmpty()) {
            if (before.heads().size() > 0) {
                alarms.add(Alarm.Kind.INCONSISTENT, origin, "the log of heads is gone", evidence(before, null));
            }
            return before;
        }
        try {
            return follow(before, reader.read(note.get(), origin));
        } catch (LogVerificationException e) {
            alarms.add(Alarm.Kind.INCONSISTENT, origin, String.valueOf(e.getMessage()), evidence(before, null));
            return before;
        }
    }

    private MonitorState follow(MonitorState before, SignedCheckpoint now) {
        long known = before.heads().size();
        long size = now.head().size();
        if (size < known) {
            return refused(before, now, "the log of heads had " + known + " entries and has " + size);
        }
        EntryWalk walk = new EntryWalk(before, settings.accepted());
        while (walk.range().size() < size) {
            walk.read(bundle(walk.range().size(), size));
        }
        if (!walk.range().root().equals(now.head().root())) {
            return refused(
                    before,
                    now,
                    "the log of heads of " + size + " entries does not extend the " + known + " entries seen before");
        }
        Optional<SignedCheckpoint> witnessed = log.witnessed().map(note -> reader.read(note, origin));
        if (witnessed.isPresent() && !isOneLog(witnessed.get().head(), now.head())) {
            Map<String, String> evidence = evidence(before, now);
            evidence.put("checkpoint_witnessed", witnessed.get().toString());
            alarms.add(
                    Alarm.Kind.INCONSISTENT,
                    origin,
                    "the checkpoint that witnesses have cosigned, of "
                            + witnessed.get().head().size() + " entries, is not one of this log of " + size,
                    evidence);
            return before;
        }
        return taken(before, walk, now, quorumAt(before.heads().quorumAt(), witnessed));
    }

    private MonitorState refused(MonitorState before, SignedCheckpoint now, String message) {
        alarms.add(Alarm.Kind.INCONSISTENT, origin, message, evidence(before, now));
        return before;
    }

    /** Takes the entries over, to the end or to where they stop. */
    private MonitorState taken(MonitorState before, EntryWalk walk, SignedCheckpoint now, @Nullable Instant quorumAt) {
        MonitorState state = before.withStreams(walk.streams());
        EntryWalk.Stop stop = walk.stop();
        if (stop == null) {
            return state.withHeads(HeadsLogState.of(walk.range(), now.toString(), quorumAt));
        }
        alarms.add(stop.kind(), stop.streamId(), stop.message(), Map.of("heads_checkpoint", now.toString()));
        return state.withHeads(HeadsLogState.of(stop.range(), before.heads().checkpoint(), quorumAt));
    }

    private List<byte[]> bundle(long from, long to) {
        long bundle = from / TilePath.FULL_WIDTH;
        int width = TileLayout.width(0, bundle, to);
        return EntryBundle.read(log.read(TilePath.entries(bundle, width)), width, HeadsLogEntry.LENGTH)
                .subList((int) (from % TilePath.FULL_WIDTH), width);
    }

    /** Whether two signed heads are shown to lie on one log: what was signed must be provable, so no tile is as bad as a wrong one. */
    private boolean isOneLog(TreeHead one, TreeHead other) {
        TreeHead from = one.size() <= other.size() ? one : other;
        TreeHead to = one.size() <= other.size() ? other : one;
        try {
            new LogProver(log, to.size()).consistency(from.size()).verify(from.root(), to.root());
            return true;
        } catch (LogVerificationException e) {
            return false;
        } catch (TransportException.Refused e) {
            if (e.status() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** The time of the oldest of the newest lines that make a quorum: since then it is known to hold. */
    private @Nullable Instant quorumAt(@Nullable Instant before, Optional<SignedCheckpoint> witnessed) {
        if (settings.quorum() == 0) {
            return null;
        }
        List<Instant> times = witnessed.stream()
                .flatMap(checkpoint -> checkpoint.cosignatures(settings.witnesses(), verifier).stream())
                .map(Cosignature::time)
                .sorted(Comparator.reverseOrder())
                .toList();
        return times.size() < settings.quorum() ? before : times.get(settings.quorum() - 1);
    }

    private static Map<String, String> evidence(MonitorState before, @Nullable SignedCheckpoint now) {
        Map<String, String> evidence = new HashMap<>();
        if (before.heads().checkpoint() != null) {
            evidence.put("checkpoint_before", before.heads().checkpoint());
        }
        if (now != null) {
            evidence.put("checkpoint_now", now.toString());
        }
        return evidence;
    }
}
