package com.stateset.sequencer.cli.serve;

import com.stateset.sequencer.server.SequencerServer;
import com.stateset.sequencer.server.SequencerServerBuilder;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How many calls are let in, and administrators' from where. Immutable.
 *
 * @param perMinute the most calls of a tenant in a minute; empty for no limit
 * @param adminAddresses the addresses and blocks from which administrators may call; empty for everywhere
 * @param trustsProxy whether the caller's address is the one that a proxy in front appends to {@code X-Forwarded-For}
 */
record CallerLimits(OptionalInt perMinute, List<String> adminAddresses, boolean trustsProxy) {

    static final CallerLimits NONE = new CallerLimits(OptionalInt.empty(), List.of(), false);

    private static final String ALLOWLIST = "ADMIN_IP_ALLOWLIST";

    CallerLimits {
        Objects.requireNonNull(perMinute, "perMinute");
        adminAddresses = List.copyOf(adminAddresses);
    }

    static CallerLimits from(Settings settings) {
        OptionalInt perMinute = settings.positiveNumber("RATE_LIMIT_PER_MINUTE");
        CallerLimits limits =
                new CallerLimits(perMinute, settings.list(ALLOWLIST), settings.flag("TRUST_PROXY_HEADERS", false));
        try {
            SequencerServer.builder().adminAddresses(limits.adminAddresses);
            return limits;
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(ALLOWLIST + " cannot be used: " + e.getMessage() + ".");
        }
    }

    void applyTo(SequencerServerBuilder server) {
        perMinute.ifPresent(server::rateLimitPerMinute);
        server.adminAddresses(adminAddresses).trustProxyHeaders(trustsProxy);
    }
}
