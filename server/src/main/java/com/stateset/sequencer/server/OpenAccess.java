package com.stateset.sequencer.server;

import com.stateset.sequencer.server.http.CorsOrigins;
import com.stateset.sequencer.server.net.Loopback;

/** Who may reach a server that asks for no key. */
final class OpenAccess {

    private OpenAccess() {}

    /**
     * Returns if no more may reach it than was said.
     *
     * @param isRemoteAllowed whether other machines may
     * @throws IllegalStateException if more may
     */
    static void require(String host, boolean isRemoteAllowed, CorsOrigins corsOrigins) {
        if (!Loopback.isAddress(host) && !isRemoteAllowed) {
            throw new IllegalStateException("a server that is open to everyone listens on a loopback address, which "
                    + host + " is not; openToTheNetwork() allows others");
        }
        if (corsOrigins.areAny()) {
            throw new IllegalStateException(
                    "a server that is open to everyone cannot be open to all web pages, too: name the corsOrigins");
        }
    }
}
