package com.stateset.sequencer.cli.serve;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads keys from two variables, of which either is enough: the current key alone, or all of them, the current one first, separated by
 * commas. No sentence about one repeats a key. Immutable.
 *
 * @param parser reads one key; an {@link IllegalArgumentException} of it says why it is none
 * @param identity tells keys apart
 */
record KeyVariables<K>(Function<String, K> parser, Function<K, ?> identity) {

    /**
     * Returns the keys, the current one first; empty if neither variable is set.
     *
     * @throws ConfigurationException if one is no key, or the two contradict each other
     */
    List<K> read(Settings settings, String current, String all) {
        Optional<K> single = settings.secret(current).map(text -> one(current, text));
        List<K> listed = settings.secret(all).map(texts -> listed(all, texts)).orElse(List.of());
        if (listed.isEmpty()) {
            return single.stream().toList();
        }
        if (single.isPresent() && !identity.apply(single.get()).equals(identity.apply(listed.get(0)))) {
            throw new ConfigurationException(current + " and " + all
                    + " contradict each other: the first key of the latter must be the former.");
        }
        return listed;
    }

    /** Returns the keys that a variable lists. */
    List<K> listed(String name, String texts) {
        return Stream.of(texts.split(",", -1)).map(text -> one(name, text)).toList();
    }

    /** Returns the key that a variable holds, or a part of it. */
    K one(String name, String text) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(name + " cannot be used: " + e.getMessage() + ".");
        }
    }
}
