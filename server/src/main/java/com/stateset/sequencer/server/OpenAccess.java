package com.stateset.sequencer.server;

import com.stateset.sequencer.server.http.guard.CorsOrigins;
import com.stateset.sequencer.server.net.Loopback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may reach a server that asks for no key. */
final class OpenAccess {

    private static final Logger LOG = LoggerFactory.getLogger(OpenAccess.class);

    private OpenAccess() {}

    /**
     * Returns if no more may reach it than was said, and warns of those.
     *
     * @param isRemoteAllowed whether other machines may
     * @throws IllegalStateException if more may
     */
    static void requireAndWarn(String host, int port, boolean isRemoteAllowed, CorsOrigins corsOrigins) {
        if (!Loopback.isAddress(host) && !isRemoteAllowed) {
            throw new IllegalStateException("a server that is open to everyone listens on a loopback address, which "
                    + host + " is not; openToTheNetwork() allows others");
        }
        if (corsOrigins.areAny()) {
            throw new IllegalStateException(
                    "a server that is open to everyone cannot be open to all web pages, too: name the corsOrigins");
        }
        LOG.warn(
                "AUTHENTICATION IS DISABLED: everyone who can reach {} port {} may read and write everything.",
                host,
                port);
    }
}
