package com.stateset.sequencer.server.http;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.server.net.AdminAddresses;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides who anchors commitments: who runs the server; who holds the key that is for this alone; and who calls from an address that is
 * allowed to without a key. Immutable, thread-safe.
 *
 * <p>The anchorer of the original sequencer knows nothing but a URL, and sends no key of its own accord. A key in the URL's user part
 * ({@code https://<key>@host} or {@code https://anchor:<key>@host}) is one that every HTTP client sends, as {@code Authorization: Basic}
 * (RFC 7617): so that is understood here, and nowhere else. The key is the password, or the user if there is no password.
 *
 * <p>An address alone is enough only where the network sees to who has it. Behind a proxy it is the one that the proxy tells, if proxies
 * are trusted, and else the proxy's own: which must not be on the list. A key that is shown is judged, whatever the address.
 */
public final class AnchorAccess {

    private static final String BASIC = "basic ";

    private final Authenticator authenticator;
    private final @Nullable Hash key;
    private final @Nullable AdminAddresses addresses;

    /**
     * Makes it.
     *
     * @param key a key that lets its holder anchor, and do nothing else; null for none
     * @param addresses from where no key is needed; null for nowhere
     */
    public AnchorAccess(Authenticator authenticator, @Nullable String key, @Nullable AdminAddresses addresses) {
        this.authenticator = authenticator;
        this.key = key == null ? null : KeySecret.hash(key);
        this.addresses = addresses;
    }

    /**
     * Lets those pass who may anchor.
     *
     * @throws ApiException if the call may not
     */
    public void require(Context call) {
        String basic = basicKey(call.header("Authorization"));
        String shown = basic != null ? basic : Authenticator.plainKey(call).orElse(null);
        if (shown != null && isAnchorKey(shown)) {
            return;
        }
        if (shown == null && addresses != null && addresses.allow(call.req())) {
            return;
        }
        authenticator.check(call, basic);
        Principal.of(call).requireOperator("Commitments are anchored by");
    }

    private boolean isAnchorKey(String shown) {
        return key != null
                && MessageDigest.isEqual(
                        key.toByteArray(), KeySecret.hash(shown).toByteArray());
    }

    /** The key in the user part of a URL; null if there is none, also if what is there is malformed. */
    private static @Nullable String basicKey(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return null;
        }
        return decoded(authorization.substring(BASIC.length()).strip())
                .map(pair -> {
                    int colon = pair.indexOf(':') < 0 ? pair.length() : pair.indexOf(':');
                    String password = pair.substring(Math.min(colon + 1, pair.length()));
                    return password.isEmpty() ? pair.substring(0, colon) : password;
                })
                .filter(found -> !found.isEmpty())
                .orElse(null);
    }

    private static Optional<String> decoded(String base64) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
