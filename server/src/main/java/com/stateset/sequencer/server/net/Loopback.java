package com.stateset.sequencer.server.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The addresses and names by which a machine calls itself. */
public final class Loopback {

    /** As in a {@code Host} header; without looking any name up, which is what an attacker may have a say in. */
    private static final Pattern NAME =
            Pattern.compile("(?:(?:[a-z0-9-]+\\.)*localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1])(?::[0-9]{1,5})?");

    private Loopback() {}

    /** Whether a server that listens there is reached from this machine only; not so if there is no such address. */
    public static boolean isAddress(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Whether a {@code Host} header, with or without a port, names the machine itself. */
    public static boolean isNamed(@Nullable String host) {
        return host != null && NAME.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }
}
