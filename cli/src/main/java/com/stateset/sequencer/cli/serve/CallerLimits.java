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
 * @param registrationsPerMinute how many agents may register themselves from an address in a minute; empty for none
 */
record CallerLimits(
        OptionalInt perMinute, List<String> adminAddresses, boolean trustsProxy, OptionalInt registrationsPerMinute) {

    static final CallerLimits NONE = new CallerLimits(OptionalInt.empty(), List.of(), false, OptionalInt.empty());

    private static final String ALLOWLIST = "ADMIN_IP_ALLOWLIST";

    private static final String REGISTRATION = "PUBLIC_AGENT_REGISTRATION_";

    CallerLimits {
        Objects.requireNonNull(perMinute, "perMinute");
        adminAddresses = List.copyOf(adminAddresses);
    }

    static CallerLimits from(Settings settings) {
        OptionalInt perMinute = settings.positiveNumber("RATE_LIMIT_PER_MINUTE");
        CallerLimits limits = new CallerLimits(
                perMinute,
                settings.list(ALLOWLIST),
                settings.flag("TRUST_PROXY_HEADERS", false),
                registrations(settings));
        try {
            SequencerServer.builder().adminAddresses(limits.adminAddresses);
            return limits;
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(ALLOWLIST + " cannot be used: " + e.getMessage() + ".");
        }
    }

    private static OptionalInt registrations(Settings settings) {
        boolean areAllowed = settings.flag(REGISTRATION + "ENABLED", false);
        int perMinute = settings.number(REGISTRATION + "RATE_LIMIT_PER_MINUTE", 30, 1, 1_000_000);
        return areAllowed ? OptionalInt.of(perMinute) : OptionalInt.empty();
    }

    void applyTo(SequencerServerBuilder server) {
        perMinute.ifPresent(server::rateLimitPerMinute);
        registrationsPerMinute.ifPresent(server::registrationsPerMinute);
        server.adminAddresses(adminAddresses).trustProxyHeaders(trustsProxy);
    }
}
