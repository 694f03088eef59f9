package com.stateset.sequencer.bouncycastle;

/**
 * Whether Bouncy Castle is there. It comes with this library and is a faster way than the JDK's to the same signatures and
 * verdicts; an application may leave it out ({@code org.bouncycastle:bcprov-jdk18on} among its exclusions), and has the JDK's
 * Ed25519 then. What the JDK has not, HPKE (RFC 9180), says so by {@link #require}.
 *
 * <p>Classes that name a type of Bouncy Castle's are loaded only after a look here: that keeps the dependency optional, on the
 * class path and on the module path.
 */
public final class BouncyCastle {

    /** Whether it is on this library's class path, or a module that this one reads. */
    public static final boolean PRESENT = find();

    private BouncyCastle() {}

    /**
     * Returns if Bouncy Castle is there.
     *
     * @param purpose what it is for, as the subject of a sentence: {@code "end-to-end encryption"}
     * @throws IllegalStateException if it is not; the message names what to add
     */
    public static void require(String purpose) {
        if (!PRESENT) {
            throw new IllegalStateException(
                    purpose
                            + " needs Bouncy Castle, which is not there: add org.bouncycastle:bcprov-jdk18on to the application");
        }
    }

    private static boolean find() {
        try {
            Class.forName("org.bouncycastle.math.ec.rfc8032.Ed25519", false, BouncyCastle.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
