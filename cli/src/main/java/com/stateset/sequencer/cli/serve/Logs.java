package com.stateset.sequencer.cli.serve;

import com.stateset.sequencer.tlog.LogName;
import com.stateset.sequencer.witness.WitnessAddress;
import com.stateset.sequencer.witness.Witnessing;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the history trees are shown to others. Immutable.
 *
 * @param name the name of the sequencer's logs; if empty, the one that follows from the sequencer's id
 * @param headsInterval how often the log of heads takes up the heads that have moved; if empty, as the sequencer does by itself
 * @param areHeadsPublic whether the log of heads is read without a key
 * @param witnesses who is asked to cosign the log of heads
 * @param quorum how many of them must have cosigned; 0 where there are none
 */
record Logs(
        Optional<LogName> name,
        Optional<Duration> headsInterval,
        boolean areHeadsPublic,
        List<WitnessAddress> witnesses,
        int quorum) {

    private static final String NAME = "LOG_NAME";
    private static final String WITNESSES = "WITNESSES";
    private static final String QUORUM = "WITNESS_QUORUM";

    Logs {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(headsInterval, "headsInterval");
        witnesses = List.copyOf(witnesses);
    }

    static Logs from(Settings settings) {
        List<WitnessAddress> witnesses =
                settings.text(WITNESSES).map(Logs::witnesses).orElse(List.of());
        return new Logs(
                settings.text(NAME).map(Logs::name),
                settings.positiveNumber("HEADS_LOG_SECONDS").stream()
                        .mapToObj(Duration::ofSeconds)
                        .findFirst(),
                settings.flag("LOG_PUBLIC", false),
                witnesses,
                quorum(settings, witnesses.size()));
    }

    /** What asks the witnesses, if there are any. */
    Optional<Witnessing> witnessing() {
        return witnesses.isEmpty() ? Optional.empty() : Optional.of(Witnessing.by(witnesses, quorum));
    }

    private static List<WitnessAddress> witnesses(String text) {
        try {
            return WitnessAddress.parseList(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(WITNESSES
                    + " must be a list of witnesses, each a vkey, a space and a URL, separated by commas: "
                    + e.getMessage() + ".");
        }
    }

    /** More than half, unless it is configured. */
    private static int quorum(Settings settings, int witnesses) {
        OptionalInt configured = settings.positiveNumber(QUORUM);
        if (configured.isEmpty()) {
            int majority = witnesses == 0 ? 0 : witnesses / 2 + 1;
            settings.explain(QUORUM, String.valueOf(majority));
            return majority;
        }
        if (configured.getAsInt() > witnesses) {
            throw new ConfigurationException(
                    QUORUM + " is " + configured.getAsInt() + ", but " + WITNESSES + " names " + witnesses + ".");
        }
        return configured.getAsInt();
    }

    private static LogName name(String text) {
        try {
            return new LogName(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    NAME + " is \"" + text
                            + "\"; it must be a name such as example.com/orders, without white space, control characters and \"+\".");
        }
    }
}
