package com.stateset.sequencer.verify.monitor;

import com.stateset.sequencer.crypto.SignatureVerifier;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.event.StreamId;
import com.stateset.sequencer.event.VesHashes;
import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.protocol.SequencerInfo;
import com.stateset.sequencer.protocol.http.SequencerClient;
import com.stateset.sequencer.spi.StreamHead;
import com.stateset.sequencer.tlog.CheckpointReader;
import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.tlog.NoteVerifier;
import com.stateset.sequencer.tlog.TreeHead;
import com.stateset.sequencer.tlog.VerifierKey;
import com.stateset.sequencer.verify.monitor.MonitorState.HeadsLogState;
import com.stateset.sequencer.verify.monitor.MonitorState.StreamState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches a sequencer from outside: that no history that it has shown once is ever shown another way, that its heads are
 * entered in the log of heads in time, and that witnesses follow that log.
 *
 * <pre>
 *   GET /sequencer ─► pinned keys          (first contact, or given)
 *   log of heads ───► HeadsFollower        every entry read, the root recomputed, each stream's sizes only rise
 *   each stream ────► StreamWatch          its checkpoint extends the last one seen, and the entry in the log of heads
 *                            │
 *                            ▼
 *   state file ◄──── MonitorState ────► MonitorReport: alarms, and what could not be checked
 * </pre>
 *
 * <p><b>A look in its order.</b> The keys first, since nothing else is believed without them. Then the log of heads, then each stream:
 * a stream that moves meanwhile is ahead of its entry, never behind it. Then the witnesses, last, for the log of heads as it was
 * read. A server that cannot be reached ends the look with one alarm, and what was seen before stays; one stream that fails
 * keeps none of the others from being looked at.
 *
 * <p><b>First contact.</b> Without a state file the keys that the server shows are pinned, unless some are given, and its heads are
 * taken as they are: what happened before cannot be known. From then on they bind.
 *
 * <p>What does not fit is not taken over, so that every later look alarms again. The state file is written at the end of a look,
 * as a whole: it is what the monitor is worth, and must not be replaced by an older one. Not thread-safe; every look ends, by the
 * client's time limits.
 */
public final class LogMonitor {

    private static final NoteVerifier STRICT = SignatureVerifier.ofNotes();

    private final SequencerClient client;
    private final MonitorSettings settings;
    private final StateFile file;
    private final Clock clock;

    /**
     * Makes a monitor.
     *
     * @param client calls the server, with a key that may read what is to be watched
     * @param file where to remember what was seen; made at the first look
     */
    public LogMonitor(SequencerClient client, MonitorSettings settings, Path file, Clock clock) {
        this.client = client;
        this.settings = settings;
        this.file = new StateFile(file);
        this.clock = clock;
    }

    /**
     * Looks once, and remembers what was seen.
     *
     * @throws IllegalArgumentException if the state file is not a monitor's, or of another sequencer
     * @throws java.io.UncheckedIOException if it cannot be read or written
     */
    public MonitorReport look() {
        Optional<MonitorState> before = file.read();
        AlarmList alarms = new AlarmList(clock);
        try {
            return look(before.orElse(null), alarms);
        } catch (TransportException e) {
            alarms.add(Alarm.Kind.UNREACHABLE, client.server().toString(), String.valueOf(e.getMessage()), Map.of());
            return new MonitorReport(alarms.alarms(), headOf(before.orElse(null)), 0, 0);
        }
    }

    private MonitorReport look(@Nullable MonitorState before, AlarmList alarms) {
        SequencerInfo info = client.sequencer();
        MonitorState state = before == null ? first(info) : before;
        if (state.keys().isEmpty()) {
            alarms.add(
                    Alarm.Kind.UNSIGNED,
                    client.server().toString(),
                    "the sequencer signs nothing, so there is nothing to hold it to",
                    Map.of());
            return new MonitorReport(alarms.alarms(), headOf(before), 0, 0);
        }
        requireKnownKey(state, info, alarms);
        String heads = new LogName(state.logName()).headsOrigin();
        state = new HeadsFollower(client.headsLog(), heads, reader(state, heads), STRICT, settings, alarms)
                .follow(state);
        Set<StreamId> known = knownStreams(state);
        state = state.withStreams(watched(state, known, alarms));
        requireQuorum(state.heads(), heads, alarms);
        file.write(state);
        int notReadable = state.streams().size() - known.size();
        return new MonitorReport(alarms.alarms(), headOf(state), known.size(), notReadable);
    }

    private MonitorState first(SequencerInfo info) {
        List<Ed25519PublicKey> keys =
                settings.keys().isEmpty() ? List.copyOf(info.publicKeys().values()) : settings.keys();
        return new MonitorState(info.logs().value(), keys, HeadsLogState.EMPTY, Map.of());
    }

    private void requireKnownKey(MonitorState state, SequencerInfo info, AlarmList alarms) {
        if (!state.logName().equals(info.logs().value())) {
            alarms.add(
                    Alarm.Kind.INCONSISTENT,
                    state.logName(),
                    "the server's logs are called " + info.logs() + " now: it is another sequencer",
                    Map.of());
        }
        Ed25519PublicKey current = info.publicKey();
        if (current == null || !state.keys().contains(current)) {
            alarms.add(
                    Alarm.Kind.KEY_CHANGED,
                    state.logName(),
                    current == null
                            ? "the sequencer signs nothing any more"
                            : "the sequencer signs with " + current + ", which is not a key that was pinned",
                    Map.of());
        }
    }

    private Map<String, StreamState> watched(MonitorState state, Set<StreamId> known, AlarmList alarms) {
        Map<String, StreamState> streams = new HashMap<>(state.streams());
        LogName name = new LogName(state.logName());
        Instant now = clock.instant();
        for (StreamId stream : known) {
            Hash id = VesHashes.stream(stream);
            String origin = name.origin(id);
            StreamState before = streams.getOrDefault(id.toHex(), StreamState.UNKNOWN);
            streams.put(id.toHex(), before.named(stream));
            StreamWatch watch = new StreamWatch(client, reader(state, origin), settings.maxAge(), now, alarms);
            try {
                streams.put(id.toHex(), watch.look(stream, origin, before));
            } catch (TransportException.Stopped e) {
                alarms.add(Alarm.Kind.STOPPED, origin, String.valueOf(e.getMessage()), Map.of());
            } catch (TransportException.Refused e) {
                alarms.add(
                        Alarm.Kind.UNREACHABLE,
                        origin,
                        "the stream, which could be read, is refused: " + e.getMessage(),
                        Map.of());
            }
        }
        return streams;
    }

    /** Those that the server lists, and those that it listed once: a stream does not go away by being left out. */
    private Set<StreamId> knownStreams(MonitorState state) {
        Set<StreamId> streams = new LinkedHashSet<>();
        client.heads().map(StreamHead::stream).forEach(streams::add);
        state.streams().values().stream()
                .map(StreamState::stream)
                .filter(Objects::nonNull)
                .forEach(streams::add);
        return streams;
    }

    private void requireQuorum(HeadsLogState heads, String origin, AlarmList alarms) {
        Instant at = heads.quorumAt();
        if (settings.quorum() == 0 || (at != null && age(at).compareTo(settings.maxAge()) <= 0)) {
            return;
        }
        alarms.add(
                Alarm.Kind.QUORUM_MISSING,
                origin,
                at == null
                        ? "no " + settings.quorum() + " of the witnesses have cosigned the log of heads"
                        : "the last quorum of witnesses is of " + at,
                Map.of());
    }

    private Duration age(Instant moment) {
        return Duration.between(moment, clock.instant());
    }

    private static CheckpointReader reader(MonitorState state, String origin) {
        return new CheckpointReader(
                STRICT,
                state.keys().stream()
                        .map(key -> VerifierKey.ofLog(origin, key.toByteArray()))
                        .toList());
    }

    private static TreeHead headOf(@Nullable MonitorState state) {
        return state == null ? TreeHead.EMPTY : state.heads().range().head();
    }
}
