package com.stateset.sequencer.benchmarks.sync;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A line between an agent and its server.
 *
 * @param bitsPerSecond in each direction; 0 for no limit
 * @param roundTrip how long a byte and its answer are under way
 */
record Link(long bitsPerSecond, Duration roundTrip) {

    /** What this machine has. */
    static final Link PLAIN = new Link(0, Duration.ZERO);

    private static final Pattern FORM = Pattern.compile("(\\d+)(k|M)bit,(\\d+)ms");
    private static final long BITS = 8;

    /** How long that many bytes take to leave. */
    long nanos(long bytes) {
        return bitsPerSecond == 0 ? 0 : Math.multiplyExact(bytes * BITS, TimeUnit.SECONDS.toNanos(1)) / bitsPerSecond;
    }

    @Override
    public String toString() {
        return equals(PLAIN)
                ? "plain"
                : String.format(Locale.ROOT, "%dkbit,%dms", bitsPerSecond / 1000, roundTrip.toMillis());
    }

    /** Reads {@code plain}, {@code 1Mbit,200ms} and the like. */
    static final class Converter implements ITypeConverter<Link> {

        @Override
        public Link convert(String text) {
            if (text.equals("plain")) {
                return PLAIN;
            }
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new TypeConversionException("'" + text + "' is neither plain nor a line such as 1Mbit,200ms");
            }
            long unit = form.group(2).equals("M") ? 1_000_000 : 1_000;
            return new Link(Long.parseLong(form.group(1)) * unit, Duration.ofMillis(Long.parseLong(form.group(3))));
        }
    }
}
