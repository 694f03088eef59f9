package com.stateset.sequencer.server.net;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.InetAddressSet;
import org.jspecify.annotations.Nullable;

/** The addresses from which administrators may call. Immutable, thread-safe. */
public final class AdminAddresses {

    /** Everywhere. */
    public static final AdminAddresses ANY = new AdminAddresses(null, new ClientAddress(false));

    private static final Pattern PREFIX_LENGTH = Pattern.compile("/\\d{1,3}$");

    private final @Nullable InetAddressSet allowed;
    private final ClientAddress clients;

    private AdminAddresses(@Nullable InetAddressSet allowed, ClientAddress clients) {
        this.allowed = allowed;
        this.clients = clients;
    }

    /**
     * Makes a list of them.
     *
     * @param blocks addresses such as {@code 192.0.2.7} or {@code ::1}, and blocks such as {@code 10.0.0.0/8}; empty for everywhere
     * @param clients how the address of who calls is found
     * @throws IllegalArgumentException if one is neither
     */
    public static AdminAddresses of(Collection<String> blocks, ClientAddress clients) {
        if (blocks.isEmpty()) {
            return ANY;
        }
        InetAddressSet allowed = new InetAddressSet();
        blocks.forEach(block -> add(allowed, block));
        return new AdminAddresses(allowed, clients);
    }

    /** A name would be looked up, so what begins a block has to be an address. */
    private static void add(InetAddressSet allowed, String block) {
        String address = PREFIX_LENGTH.matcher(block).replaceFirst("");
        if (ClientAddress.parse(address).isEmpty() || address.contains("[")) {
            throw new IllegalArgumentException(
                    "\"" + block + "\" is neither an address nor a block of them such as 10.0.0.0/8");
        }
        try {
            allowed.add(block);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + block + "\" is not a block of addresses: its first bits name it, and the others are 0", e);
        }
    }

    /** Whether an administrator may call from where this call comes from. An address that is not known is not allowed. */
    public boolean allow(HttpServletRequest request) {
        return allowed == null || clients.of(request).filter(allowed).isPresent();
    }
}
