package com.stateset.sequencer.cli.serve;

import com.stateset.sequencer.tlog.LogName;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How the history trees are shown to others. Immutable.
 *
 * @param name the name of the sequencer's logs; if empty, the one that follows from the sequencer's id
 * @param headsInterval how often the log of heads takes up the heads that have moved; if empty, as the sequencer does by itself
 * @param areHeadsPublic whether the log of heads is read without a key
 */
record Logs(Optional<LogName> name, Optional<Duration> headsInterval, boolean areHeadsPublic) {

    private static final String NAME = "LOG_NAME";

    Logs {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(headsInterval, "headsInterval");
    }

    static Logs from(Settings settings) {
        return new Logs(
                settings.text(NAME).map(Logs::name),
                settings.positiveNumber("HEADS_LOG_SECONDS").stream()
                        .mapToObj(Duration::ofSeconds)
                        .findFirst(),
                settings.flag("LOG_PUBLIC", false));
    }

    private static LogName name(String text) {
        try {
            return new LogName(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(NAME + " is \"" + text
                    + "\"; it must be a name such as example.com/orders, without white space, control characters and \"+\".");
        }
    }
}
