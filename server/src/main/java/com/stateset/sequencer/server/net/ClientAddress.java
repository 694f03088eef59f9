package com.stateset.sequencer.server.net;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the address of who calls. Immutable.
 *
 * <p><b>What is believed.</b> Without a proxy only the connection, which no header can change. With a trusted proxy in front, the last entry
 * of the last {@code X-Forwarded-For}: the one that this proxy has appended itself. All that stands before it has come with the request, and
 * may say anything. So there must be one such proxy, it must append, and the server must be reached through it only: who reaches the server
 * past it writes that entry. Behind two proxies the last entry is the address of the first.
 *
 * <p>No name is looked up: what is not an address is none.
 *
 * @param behindProxy whether all requests come through one trusted proxy
 */
public record ClientAddress(boolean behindProxy) {

    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private static final int NETWORK_BYTES = 8;

    /** An IPv4 address or an IPv6 address in brackets, each perhaps with a port, or an IPv6 address alone; its zone does not count. */
    private static final Pattern LITERAL = Pattern.compile(
            "((?:\\d{1,3}\\.){3}\\d{1,3})(?::\\d{1,5})?|\\[([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:%\\w+)?](?::\\d{1,5})?|([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:%\\w+)?");

    /** Returns where a call comes from; empty if a proxy names no address. Without the proxy's header it is the connection's. */
    public Optional<InetAddress> of(HttpServletRequest request) {
        List<String> forwarded = behindProxy ? Collections.list(request.getHeaders(FORWARDED_FOR)) : List.of();
        if (forwarded.isEmpty()) {
            return parse(String.valueOf(request.getRemoteAddr()));
        }
        String last = forwarded.get(forwarded.size() - 1);
        return parse(last.substring(last.lastIndexOf(',') + 1).strip());
    }

    /** What one who has an address has at least: of IPv6 the addresses of a network of 64 bits, in whose name its first one stands. */
    public static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length > NETWORK_BYTES) {
            Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        }
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has no length of an address", e);
        }
    }

    static Optional<InetAddress> parse(String text) {
        Matcher literal = LITERAL.matcher(text);
        if (!literal.matches()) {
            return Optional.empty();
        }
        for (int group = 1; group <= literal.groupCount(); group++) {
            String address = literal.group(group);
            if (address != null) {
                return resolved(address);
            }
        }
        return Optional.empty();
    }

    private static Optional<InetAddress> resolved(String literal) {
        try {
            return Optional.of(InetAddress.getByName(literal));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
