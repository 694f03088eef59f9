package com.stateset.sequencer.server;

import com.stateset.sequencer.server.http.AnchorAccess;
import com.stateset.sequencer.server.http.Authenticator;
import com.stateset.sequencer.server.http.JwtVerifier;
import com.stateset.sequencer.server.http.guard.CorsOrigins;
import com.stateset.sequencer.server.limits.RateLimits;
import com.stateset.sequencer.server.net.AddressBlocks;
import com.stateset.sequencer.server.net.ClientAddress;
import com.stateset.sequencer.spi.ApiKeyStore;
import org.jspecify.annotations.Nullable;

/** Who may call a server, and from where, as {@link SequencerServerBuilder} is told; its setters say what each is. Not thread-safe. */
final class ServerAccess {

    @Nullable
    String apiKey;

    boolean isOpen;
    boolean isRemoteAllowed;

    @Nullable
    JwtVerifier jwts;

    @Nullable
    Integer rateLimitPerMinute;

    @Nullable
    Integer registrationsPerMinute;

    boolean trustProxyHeaders;
    AddressBlocks adminAddresses = AddressBlocks.NONE;
    CorsOrigins corsOrigins = CorsOrigins.NONE;

    @Nullable
    String anchorKey;

    AddressBlocks anchorAddresses = AddressBlocks.NONE;

    /**
     * Returns if it is decided who may call, and nobody else may; warns of a server that asks for no key.
     *
     * @throws IllegalStateException if it is not
     */
    void requireDecided(String host, int port) {
        if (apiKey == null && !isOpen) {
            throw new IllegalStateException("say who may call: apiKey(…) or openToEveryone()");
        }
        if (isOpen && registrationsPerMinute != null) {
            throw new IllegalStateException("a server that is open to everyone has no keys to register for");
        }
        if (isOpen) {
            OpenAccess.requireAndWarn(host, port, isRemoteAllowed, corsOrigins);
        }
    }

    ClientAddress clients() {
        return new ClientAddress(trustProxyHeaders);
    }

    Authenticator authenticator(ApiKeyStore keys) {
        return new Authenticator(
                apiKey, keys, jwts, RateLimits.perTenant(rateLimitPerMinute), adminAddresses, clients());
    }

    AnchorAccess anchors(Authenticator authenticator) {
        return new AnchorAccess(authenticator, anchorKey, anchorAddresses, clients());
    }
}
