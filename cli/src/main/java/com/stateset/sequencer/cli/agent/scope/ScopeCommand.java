package com.stateset.sequencer.cli.agent.scope;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.agent.folder.AgentHome;
import com.stateset.sequencer.cli.agent.folder.AgentOptions;
import com.stateset.sequencer.cli.agent.folder.ExitCodes;
import com.stateset.sequencer.cli.agent.folder.UsageException;
import com.stateset.sequencer.cli.serve.VersionProvider;
import com.stateset.sequencer.outbox.SqliteOutbox;
import com.stateset.sequencer.protocol.scope.EventScope;
import com.stateset.sequencer.sync.OutboxStatus;
import com.stateset.sequencer.sync.ScopeVerdict;
import com.stateset.sequencer.sync.agent.SyncAgent;
import com.stateset.sequencer.sync.http.HttpTransport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code agent scope}: what the replica follows. */
@Command(
        name = "scope",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Shows what the replica follows of the stream, or changes it. Of other events only hashes are pulled, a few for "
                    + "hundreds of events: with them the history is checked as a whole.",
            "",
            "A change gives up what was pulled, and the next sync pulls it anew, from the first event on; what waits to be sent "
                    + "stays. Until then the versions of entities are not known (--base-version auto).",
            "",
            "Which events are in the scope is the server's word, since a hash does not tell what it is of. --check reads the "
                    + "others once, compares them with the hashes, and looks whether one should have been shown. That costs as "
                    + "much as pulling the whole stream, and keeps nothing."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            ExitCodes.IS_DONE,
            ExitCodes.IS_NOT_POSSIBLE,
            ExitCodes.IS_WRONG_USAGE,
            ExitCodes.IS_SERVER_AWAY,
            "4:with --check: the server has withheld events of the scope, or shows others than the hashes are of",
            ExitCodes.IS_FILES_UNUSABLE
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is injected
public final class ScopeCommand implements Callable<Integer> {

    @Mixin
    private AgentOptions options;

    @Mixin
    private ScopeOptions scope;

    @Option(names = "--add", description = "Add to what is followed. Default: what is given takes its place.")
    private boolean add;

    @Option(names = "--all", description = "Follow all events.")
    private boolean all;

    @Option(names = "--check", description = "Read the events that are not held, and look whether one is in the scope.")
    private boolean check;

    /** Made by picocli. */
    public ScopeCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        return options.run(this::run);
    }

    private int run() {
        boolean changes = all || !scope.isEmpty();
        if ((all && !scope.isEmpty()) || (add && scope.isEmpty()) || (check && changes)) {
            throw new UsageException("give --all, or what to follow, perhaps with --add, or --check alone");
        }
        AgentHome home = options.home();
        try (SqliteOutbox outbox = home.openWithoutKey()) {
            if (check) {
                return check(home, outbox);
            }
            boolean changed = changes && change(outbox);
            report(outbox.status(), changed);
        }
        return ExitCodes.DONE;
    }

    private boolean change(SqliteOutbox outbox) {
        EventScope before = outbox.scope();
        EventScope wanted = all ? EventScope.ALL : add ? before.and(scope.scope()) : scope.scope();
        outbox.follow(wanted);
        return !wanted.equals(before);
    }

    private void report(OutboxStatus status, boolean changed) {
        ObjectNode json = AgentOptions.JSON.createObjectNode();
        json.set("scope", ScopeView.json(status.scope()));
        json.put("pulled_through", status.pulledThrough())
                .put("unseen", status.unseen())
                .put("changed", changed);
        options.print(json, "follows " + status.scope());
        if (changed) {
            options.note("what was pulled is given up; 'agent sync' pulls it anew for the new scope");
        } else {
            ScopeView.partial(status).ifPresent(options::note);
        }
    }

    private int check(AgentHome home, SqliteOutbox outbox) {
        try (HttpTransport transport = home.transport(outbox.profile());
                SyncAgent agent = SyncAgent.builder(outbox, transport)
                        .evidence(options::keep)
                        .build()) {
            return report(agent.checkScope());
        } catch (IllegalStateException e) {
            return options.fail(e, ExitCodes.NOT_POSSIBLE);
        }
    }

    private int report(ScopeVerdict verdict) {
        ObjectNode json = AgentOptions.JSON.createObjectNode();
        json.put("through", verdict.through())
                .put("head", verdict.head())
                .put("read", verdict.read())
                .put("withheld", verdict.withheld());
        ArrayNode examples = json.putArray("withheld_events");
        verdict.examples().forEach(examples::add);
        String reach = "; looked at events 1 to " + verdict.through() + " of " + verdict.head();
        options.print(
                json,
                verdict.withheld() == 0
                        ? "none of the " + verdict.read() + " events that are not held is in the scope" + reach
                        : "the server has withheld " + verdict.withheld() + " of " + verdict.read()
                                + " events, which are in the scope, such as " + verdict.examples() + reach);
        return verdict.withheld() == 0 ? ExitCodes.DONE : ExitCodes.HISTORY_MISMATCH;
    }
}
