package com.stateset.sequencer.server.net;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.List;

/**
 * Tells the calls that this machine makes itself. Immutable.
 *
 * <p><b>What is believed.</b> The address must be a loopback one, as {@link ClientAddress} finds it. That is also the address of a proxy on
 * this machine, behind which stands anyone: where proxies are not trusted, a call with a header that proxies add is not this machine's own.
 * And it is that of a web page in a browser on this machine, if the name of its server was made to point here (DNS rebinding): so
 * {@code Host} must be a name of this machine. A proxy on this machine that adds no header and replaces {@code Host} is not recognized;
 * behind one, local calls must not be let in without a key.
 *
 * @param clients finds the address
 */
public record LocalCalls(ClientAddress clients) {

    private static final List<String> OF_PROXIES =
            List.of("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via");

    /** Whether this machine makes the call itself. */
    public boolean include(HttpServletRequest request) {
        boolean isProxied =
                !clients.behindProxy() && OF_PROXIES.stream().anyMatch(header -> request.getHeader(header) != null);
        return !isProxied
                && Loopback.isNamed(request.getHeader("Host"))
                && clients.of(request).filter(InetAddress::isLoopbackAddress).isPresent();
    }
}
