package com.stateset.sequencer.cli.agent.folder;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stateset.sequencer.cli.serve.ConfigurationException;
import com.stateset.sequencer.error.DeviceCopiedException;
import com.stateset.sequencer.error.HistoryMismatchException;
import com.stateset.sequencer.error.KeyUnusableException;
import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.TransportException;
import com.stateset.sequencer.error.VerificationException;
import com.stateset.sequencer.protocol.history.EquivocationEvidence;
import com.stateset.sequencer.sync.OutboxKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.Spec;

/** What every command of an agent takes, and how it ends. */
@SuppressWarnings("NullAway.Init") // picocli sees to it that required options are there
public final class AgentOptions {

    public static final JsonMapper JSON = new JsonMapper();

    private static final String RECOVER =
            "if the server was restored from a backup, begun anew or replaced on purpose, 'agent recover' shows what it has lost";
    private static final String TRUST =
            "if the server was replaced, or has a new key, on purpose, 'agent trust --sequencer-key' names the key, and 'agent recover'"
                    + " goes over to its history";

    private static final String OWN_DEVICE =
            "; 'agent key rotate --new-device' makes this one a device of its own";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The agent's directory: its outbox and its keys.")
    private Path data;

    @Option(
            names = "--json",
            description =
                    "Print JSON on standard output, one object a line, and nothing else there: one object, unless the command says "
                            + "otherwise. A failure is one with the member error.")
    private boolean json;

    /** What a command does; returns its exit code. */
    @FunctionalInterface
    public interface Work {

        int run() throws IOException, InterruptedException;
    }

    public AgentHome home() {
        return new AgentHome(data);
    }

    public boolean isJson() {
        return json;
    }

    public PrintWriter out() {
        return spec.commandLine().getOut();
    }

    public PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Prints a JSON object, or what is for people. */
    public void print(ObjectNode object, String text) {
        out().println(json ? object.toString() : text);
    }

    /** Says something that is not the answer. */
    public void note(String sentence) {
        err().println("agent " + spec.name() + ": " + sentence);
        err().flush();
    }

    /** Keeps what a server has signed against itself. */
    public void keep(EquivocationEvidence evidence) {
        note("the two checkpoints that contradict each other are in "
                + home().keepEvidence(evidence) + "; 'verify-equivocation' checks them");
    }

    /** Runs a command to its end, and says in a sentence why it failed. */
    public int run(Work work) throws InterruptedException {
        try {
            return work.run();
        } catch (UsageException e) {
            return fail(e, ExitCodes.WRONG_USAGE);
        } catch (ConfigurationException e) {
            return fail(e, ExitCodes.WRONG_USAGE);
        } catch (KeyUnusableException e) {
            boolean revoked = home().key().flatMap(OutboxKey::problem).isPresent();
            String advice = revoked ? KeyRegistrar.WAY_OUT : "put the agent's own key file back, or make another agent";
            return fail(new IllegalStateException(e.getMessage() + "; " + advice), ExitCodes.NOT_POSSIBLE);
        } catch (DeviceCopiedException e) {
            return fail(new IllegalStateException(e.getMessage() + OWN_DEVICE), ExitCodes.NOT_POSSIBLE);
        } catch (HistoryMismatchException e) {
            ObjectNode object = JSON.createObjectNode();
            if (e.sequenceNumber() > 0) {
                object.put("sequence_number", e.sequenceNumber());
            }
            return mismatch(e, object, RECOVER);
        } catch (VerificationException e) {
            return mismatch(e, JSON.createObjectNode(), TRUST);
        } catch (TransportException.Throttled e) {
            long seconds = e.retryAfter().toSeconds();
            ObjectNode object = JSON.createObjectNode().put("retry_after_seconds", seconds);
            return fail(e, object, ExitCodes.SERVER_AWAY);
        } catch (TransportException e) {
            return fail(e, ExitCodes.SERVER_AWAY);
        } catch (SequencerException | UnusableFileException | IOException e) {
            return fail(e, ExitCodes.FILES_UNUSABLE);
        } finally {
            out().flush();
        }
    }

    /** What happened, and the way out if it was meant to. */
    private int mismatch(Exception problem, ObjectNode object, String advice) {
        int exitCode = fail(problem, object, ExitCodes.HISTORY_MISMATCH);
        note(advice);
        return exitCode;
    }

    public int fail(Exception problem, int exitCode) {
        return fail(problem, JSON.createObjectNode(), exitCode);
    }

    private int fail(Exception problem, ObjectNode object, int exitCode) {
        String sentence = String.valueOf(problem.getMessage());
        if (json) {
            out().println(object.put("error", sentence).put("exit_code", exitCode));
        }
        note(sentence);
        return exitCode;
    }
}
