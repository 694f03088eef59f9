package com.stateset.sequencer.cli.agent.recover;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.proof.Receipt;
import com.stateset.sequencer.sync.OutboxStatus;
import com.stateset.sequencer.sync.agent.Recovery;
import com.stateset.sequencer.sync.recovery.LostEvent;
import com.stateset.sequencer.sync.recovery.LostEvent.Way;
import com.stateset.sequencer.sync.recovery.LostSummary;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a recovery is about, before and after it, in JSON and for people. */
record RecoveryReport(Recovery recovery, SqliteOutbox outbox, boolean resend) {

    /** How many lost events are shown, each in a line. */
    static final int SHOWN = 20;

    /** What the server has lost, as members. */
    ObjectNode json(Map<Path, Long> files) {
        ObjectNode json = AgentOptions.JSON
                .createObjectNode()
                .put("needed", recovery.isNeeded())
                .put("problem", recovery.problem().orElse(null))
                .put("sequencer_id", recovery.sequencer().sequencerId().toString())
                .put("another_sequencer", recovery.isAnotherSequencer())
                .put("server_size", recovery.serverSize())
                .put("held_through", recovery.heldThrough())
                .put("common_through", recovery.commonThrough());
        ObjectNode lost = json.putObject("lost");
        LostSummary summary = recovery.lost();
        for (Way way : Way.values()) {
            lost.put(way.name().toLowerCase(Locale.ROOT), summary.of(way));
        }
        lost.put("unseen", recovery.lostUnseen());
        ObjectNode written = json.putObject("files");
        files.forEach((file, events) -> written.put(file.toString(), events));
        return json;
    }

    String nothingLost() {
        OutboxStatus status = outbox.status();
        String rest = status.fromOthers() == 0
                ? ""
                : "; " + status.fromOthers()
                        + " events of other agents still wait here to be sent again: 'agent sync' tries,"
                        + " 'agent conflicts' shows those that were rejected";
        return "nothing to recover: the server has all " + recovery.heldThrough() + " events that are held here" + rest;
    }

    /**
     * What is to happen if it is confirmed.
     *
     * @param first the first lost events, at most {@link #SHOWN}
     */
    String plan(List<LostEvent> first, Map<Path, Long> files) {
        StringBuilder text = new StringBuilder();
        recovery.problem().ifPresent(problem -> line(text, problem));
        line(
                text,
                "the server, sequencer " + recovery.sequencer().sequencerId() + ", has " + recovery.serverSize()
                        + " events; the replica here has " + recovery.heldThrough() + ", the same up to event "
                        + recovery.commonThrough());
        line(
                text,
                recovery.checkpoint()
                        .map(RecoveryReport::provedBy)
                        .orElse("no signed checkpoint covers what is held here"));
        line(text, "lost there:");
        first.forEach(event -> line(text, "  " + line(event)));
        LostSummary sum = recovery.lost();
        if (sum.total() > first.size()) {
            line(text, "  … and " + (sum.total() - first.size()) + " more");
        }
        counted(text, sum.of(Way.OWN), "of this agent go back into its queue");
        counted(
                text,
                sum.of(Way.SIGNED),
                resend
                        ? "of other agents are signed and are sent again for them"
                        : "of other agents are signed, and exported");
        counted(text, sum.of(Way.UNSIGNED), "of other agents are not signed, and only exported");
        counted(text, sum.of(Way.ERASURE), "record that the sequencer erased an entity: erase it again");
        counted(text, sum.of(Way.ERASED), "were erased and cannot come back");
        counted(
                text,
                recovery.lostUnseen(),
                "were never seen here, since they are not in the scope of this replica: agents that hold them bring them back");
        files.forEach((file, events) -> line(text, events + " kept in " + file));
        line(
                text,
                "these files hold payloads in the clear and outlive an erasure: delete them when they are needed no more");
        return text.toString().stripTrailing();
    }

    private static String provedBy(String checkpoint) {
        List<String> lines = checkpoint.lines().limit(2).toList();
        return "what is held here was accepted once: a signed checkpoint of " + lines.get(1) + " events of log "
                + lines.get(0) + " proves it";
    }

    private static String line(LostEvent lost) {
        Receipt receipt = lost.receipt();
        return String.format(
                Locale.ROOT,
                "%8d  %-8s  %s  %s  %s  %s",
                lost.sequenceNumber(),
                lost.way().name().toLowerCase(Locale.ROOT),
                lost.event().eventId(),
                lost.event().entity(),
                lost.event().eventType(),
                receipt == null ? "no receipt" : "receipt by key " + receipt.sequencerKeyVersion());
    }

    private static void counted(StringBuilder text, long count, String what) {
        if (count > 0) {
            line(text, count + " " + what);
        }
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append(System.lineSeparator());
    }
}
