package com.stateset.sequencer.event;

import java.util.HexFormat;

/** Hex digits of a fixed count, with or without a leading {@code 0x}. */
final class HexBytes {

    private HexBytes() {}

    /**
     * Parses the digits of {@code length} bytes.
     *
     * @throws IllegalArgumentException saying what {@code thing} should be
     */
    static byte[] parse(String thing, String hex, int length) {
        String digits = hex.startsWith("0x") ? hex.substring(2) : hex;
        if (digits.length() != 2 * length) {
            throw new IllegalArgumentException(thing + " is " + 2 * length + " hex digits, not " + digits.length());
        }
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    thing + " is " + 2 * length + " hex digits, and holds another character", e);
        }
    }
}
