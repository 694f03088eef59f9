package com.stateset.sequencer.spring;

import com.stateset.sequencer.Sequencer;
import com.stateset.sequencer.SequencerIdentity;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.event.Ed25519PublicKey;
import com.stateset.sequencer.outbox.transactional.OutboxBacklog;
import com.stateset.sequencer.outbox.transactional.RelayHealth;
import com.stateset.sequencer.projection.ProjectionBuild;
import com.stateset.sequencer.projection.ProjectionStatus;
import com.stateset.sequencer.projection.runner.Projections;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a sequencer is, for the indicator of either line of Boot. Each look asks the store, on its caller's thread.
 *
 * <p>Down: the sequencer does not {@linkplain Sequencer#ping answer}, the relay has ended by itself, or a limit of {@code
 * sequencer.health} is exceeded. A stopped projection, a parked event and a rejected one are shown, and do not make the whole
 * application one to take no requests.
 */
final class SequencerHealth {

    private final Sequencer sequencer;
    private final @Nullable Projections projections;
    private final @Nullable OutboxWatch outbox;
    private final SequencerProperties.Health limits;

    /**
     * Makes it.
     *
     * @param projections null if they cannot be asked
     * @param outbox null if there is none
     */
    SequencerHealth(
            Sequencer sequencer,
            @Nullable Projections projections,
            @Nullable OutboxWatch outbox,
            SequencerProperties.Health limits) {
        this.sequencer = sequencer;
        this.projections = projections;
        this.outbox = outbox;
        this.limits = limits;
    }

    /**
     * What was seen.
     *
     * @param failure what a part of the library has thrown; null if none has
     */
    record Look(
            boolean isUp,
            Map<String, Object> details,
            @Nullable Exception failure) {}

    /**
     * Asks for one thing after the other. What was seen before a failure is shown with it; a failure that is none of this library's is
     * the indicator's to report.
     */
    Look look() {
        Map<String, Object> details = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        try {
            details.put("signer", signer(sequencer.identity()));
            sequencer.ping();
            projections(details, problems);
            outbox(details, problems);
        } catch (SequencerException e) {
            return new Look(false, details, e);
        }
        if (!problems.isEmpty()) {
            details.put("problems", problems);
        }
        return new Look(problems.isEmpty(), details, null);
    }

    private static Map<String, Object> signer(SequencerIdentity identity) {
        Map<String, Object> signer = new LinkedHashMap<>();
        signer.put("sequencerId", identity.id());
        signer.put("keyVersion", identity.keyVersion());
        signer.put(
                "publicKey", identity.publicKey().map(Ed25519PublicKey::toHex).orElse("none"));
        return signer;
    }

    /** Only what is live can be behind: a build of a new version is meant to be, until it takes over. */
    private void projections(Map<String, Object> details, List<String> problems) {
        if (projections == null) {
            return;
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        for (ProjectionStatus status : projections.status()) {
            ProjectionBuild build = status.build();
            boolean isLive = build.role() == ProjectionBuild.Role.LIVE;
            shown.put(isLive ? build.name() : build.name() + " " + build.role() + " " + build.version(), shown(status));
            if (isLive && limits.maxProjectionLag() != null && status.lag() > limits.maxProjectionLag()) {
                problems.add("the projection " + build.name() + " is " + status.lag() + " events behind");
            }
        }
        details.put("projections", shown);
    }

    private static Map<String, Object> shown(ProjectionStatus status) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("version", status.build().version());
        shown.put("lag", status.lag());
        shown.put("applied", status.applied());
        shown.put("parked", status.parked());
        shown.put("stoppedStreams", status.stopped().size());
        shown.put("workers", status.workers());
        return shown;
    }

    private void outbox(Map<String, Object> details, List<String> problems) {
        if (outbox == null) {
            return;
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        outbox.relay().ifPresent(relay -> relay(relay, shown, problems));
        outbox.backlog().ifPresent(backlog -> backlog(backlog, shown, problems));
        details.put("outbox", shown);
    }

    private static void relay(RelayHealth relay, Map<String, Object> shown, List<String> problems) {
        shown.put("relayRuns", relay.isRunning());
        shown.put(
                "troubles",
                relay.troubles().stream().map(RelayHealth.Trouble::error).toList());
        if (!relay.isRunning()) {
            problems.add("the outbox's relay has ended");
        }
    }

    private void backlog(OutboxBacklog backlog, Map<String, Object> shown, List<String> problems) {
        shown.put("pending", backlog.pending());
        shown.put("blocked", backlog.blocked());
        shown.put("rejected", backlog.rejected());
        backlog.oldestPending().ifPresent(oldest -> {
            Duration age = Duration.between(oldest, Instant.now(Clock.systemUTC()));
            shown.put("oldestPending", oldest.toString());
            if (limits.maxOutboxAge() != null && age.compareTo(limits.maxOutboxAge()) > 0) {
                problems.add("an event waits in the outbox for " + age);
            }
        });
    }
}
