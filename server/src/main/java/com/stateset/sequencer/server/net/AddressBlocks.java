package com.stateset.sequencer.server.net;

import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.InetAddressSet;

/** Addresses, one by one and in blocks. Immutable, thread-safe. */
public final class AddressBlocks {

    /** No address at all. */
    public static final AddressBlocks NONE = new AddressBlocks(new InetAddressSet());

    private static final Pattern PREFIX_LENGTH = Pattern.compile("/\\d{1,3}$");

    private final InetAddressSet blocks;

    private AddressBlocks(InetAddressSet blocks) {
        this.blocks = blocks;
    }

    /**
     * Reads them.
     *
     * @param texts addresses such as {@code 192.0.2.7} or {@code ::1}, and blocks such as {@code 10.0.0.0/8}
     * @throws IllegalArgumentException if one is neither
     */
    public static AddressBlocks of(Collection<String> texts) {
        InetAddressSet blocks = new InetAddressSet();
        List.copyOf(texts).forEach(text -> add(blocks, text));
        return new AddressBlocks(blocks);
    }

    /** A name would be looked up, so what begins a block has to be an address. */
    private static void add(InetAddressSet blocks, String text) {
        String address = PREFIX_LENGTH.matcher(text).replaceFirst("");
        if (ClientAddress.parse(address).isEmpty() || address.contains("[")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is neither an address nor a block of them such as 10.0.0.0/8");
        }
        try {
            blocks.add(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a block of addresses: its first bits name it, and the others are 0", e);
        }
    }

    /** Whether there is no address in them. */
    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    public boolean contain(InetAddress address) {
        return blocks.test(address);
    }

    @Override
    public String toString() {
        return blocks.toString();
    }
}
