package com.stateset.sequencer.event;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * On whose word an agent's key is registered (PROTOCOL section 5). It is kept with the key and shown in the signed directory, so
 * that a key which an administrator gave to an agent can be told from one which the agent itself has authorized.
 */
public sealed interface KeyAuthority {

    /** Nothing is known: the key is from before this was recorded. */
    KeyAuthority UNRECORDED = Word.UNRECORDED;

    /** Nobody's word was needed: the key was its agent's first. */
    KeyAuthority FIRST = Word.FIRST;

    /** An administrator's. */
    KeyAuthority ADMIN = Word.ADMIN;

    /** Returns the form in which it is kept and shown: {@code first}, {@code admin} or {@code key:7}; empty if unrecorded. */
    Optional<String> text();

    /**
     * Reads {@link #text}.
     *
     * @throws IllegalArgumentException if it is none
     */
    static KeyAuthority parse(String text) {
        return switch (text) {
            case "first" -> FIRST;
            case "admin" -> ADMIN;
            default -> Key.parse(text);
        };
    }

    /** Those that name no key. */
    enum Word implements KeyAuthority {
        UNRECORDED(null),
        FIRST("first"),
        ADMIN("admin");

        private final Optional<String> text;

        Word(@Nullable String text) {
            this.text = Optional.ofNullable(text);
        }

        @Override
        public Optional<String> text() {
            return text;
        }
    }

    /**
     * That of another key of the same agent, which was valid at that moment.
     *
     * @param keyId its id
     */
    record Key(long keyId) implements KeyAuthority {

        private static final String PREFIX = "key:";

        public Key {
            if (keyId >>> 32 != 0) {
                throw new IllegalArgumentException("key_id " + keyId + " is not an unsigned 32-bit number");
            }
        }

        private static Key parse(String text) {
            if (!text.matches("key:(0|[1-9][0-9]{0,9})")) {
                throw new IllegalArgumentException("it is not said on whose word the key is registered");
            }
            return new Key(Long.parseLong(text.substring(PREFIX.length())));
        }

        @Override
        public Optional<String> text() {
            return Optional.of(PREFIX + keyId);
        }
    }
}
