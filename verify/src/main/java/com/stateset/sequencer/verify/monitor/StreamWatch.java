package com.stateset.sequencer.verify.monitor;

import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.history.HistoryConsistency;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.tlog.CheckpointReader;
import com.stateset.sequencer.tlog.ConsistencyProof;
import com.stateset.sequencer.tlog.LogVerificationException;
import com.stateset.sequencer.tlog.SignedCheckpoint;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.verify.monitor.MonitorState.Head;
import com.stateset.sequencer.verify.monitor.MonitorState.StreamState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Watches one stream that may be read: its own checkpoint must extend the last one seen, and the head that the log of heads has
 * of it must lie on the same history. For one look, on one thread.
 *
 * <p>There are up to three heads: the last one <em>shown</em> to this monitor by the stream's own checkpoint, the last one
 * <em>entered</em> in the log of heads, and the one shown <em>now</em>. All lie on one history, whichever is largest, if each is
 * shown to be consistent with the one shown now (RFC 9162, section 2.1.4); of two of the same size the roots must be equal. A
 * server that cannot prove it, because it does not know the larger tree any more, gives no proof, and none is as bad as a
 * wrong one: it was signed, so it must be provable.
 *
 * <p>The log of heads is read before the streams. So an entry that is larger than what the stream itself shows is not a matter of
 * timing.
 *
 * <p><b>Late.</b> Heads are entered in the log of heads within an interval of seconds; a stream that has events without an entry
 * for longer than the monitor's {@code --max-age} is one whose head no witness can have seen. The time is taken by the
 * monitor's clock, from when it first saw the stream ahead of its entry.
 */
final class StreamWatch {

    private final SequencerClient client;
    private final CheckpointReader reader;
    private final Duration maxAge;
    private final Instant now;
    private final AlarmList alarms;

    StreamWatch(SequencerClient client, CheckpointReader reader, Duration maxAge, Instant now, AlarmList alarms) {
        this.client = client;
        this.reader = reader;
        this.maxAge = maxAge;
        this.now = now;
        this.alarms = alarms;
    }

    /** Looks at a stream, and returns what is to be remembered of it. */
    StreamState look(StreamId stream, String origin, StreamState before) {
        StreamState named = before.named(stream);
        Optional<byte[]> note = client.log(stream).checkpoint();
        if (note.isEmpty()) {
            if (before.shown() != null || before.entered() != null) {
                alarms.add(Alarm.Kind.INCONSISTENT, origin, "the stream's log is gone", evidence(before, null));
            }
            return named;
        }
        SignedCheckpoint shown = null;
        try {
            shown = reader.read(note.get(), origin);
            requireOneHistory(stream, before, shown.head());
        } catch (LogVerificationException e) {
            alarms.add(Alarm.Kind.INCONSISTENT, origin, String.valueOf(e.getMessage()), evidence(before, shown));
            return named;
        }
        StreamState after = isReplay(before, shown.head()) ? named : named.shown(shown.head(), shown.toString());
        return after.late(lateSince(origin, after));
    }

    /** An older statement, shown again, is no other history if it fits; but what was seen since must not be forgotten for it. */
    private static boolean isReplay(StreamState before, TreeHead shown) {
        return before.shown() != null && shown.size() < before.shown().size();
    }

    /** Each head that is remembered must be shown to be consistent with the one shown now, whichever is larger. */
    private void requireOneHistory(StreamId stream, StreamState before, TreeHead shown) {
        List<TreeHead> heads = Stream.of(before.shown(), before.entered())
                .filter(head -> head != null)
                .map(Head::toTreeHead)
                .toList();
        for (TreeHead head : heads) {
            if (head.size() <= shown.size()) {
                requireExtension(stream, head, shown);
            } else {
                requireExtension(stream, shown, head);
            }
        }
    }

    private void requireExtension(StreamId stream, TreeHead from, TreeHead to) {
        List<Hash> hashes = List.of();
        if (from.size() != to.size() && from.size() != 0) {
            hashes = client.consistency(stream, from.size(), to.size())
                    .map(HistoryConsistency::hashes)
                    .orElse(List.of());
        }
        new ConsistencyProof(from.size(), to.size(), hashes).verify(from.root(), to.root());
    }

    private @Nullable Instant lateSince(String origin, StreamState stream) {
        Head entered = stream.entered();
        Head shown = stream.shown();
        if (shown == null || (entered != null && entered.size() >= shown.size())) {
            return null;
        }
        Instant since = stream.lateSince() == null ? now : stream.lateSince();
        if (Duration.between(since, now).compareTo(maxAge) > 0) {
            alarms.add(
                    Alarm.Kind.STALE,
                    origin,
                    "the stream has " + shown.size() + " events, and the log of heads has known of "
                            + (entered == null ? 0 : entered.size()) + " since " + since,
                    Map.of());
        }
        return since;
    }

    private static Map<String, String> evidence(StreamState before, @Nullable SignedCheckpoint shown) {
        Map<String, String> evidence = new HashMap<>();
        if (before.checkpoint() != null) {
            evidence.put("checkpoint_before", before.checkpoint());
        }
        if (shown != null) {
            evidence.put("checkpoint_now", shown.toString());
        }
        return evidence;
    }
}
