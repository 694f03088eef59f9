package com.stateset.sequencer.server.http;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.server.net.AddressBlocks;
import com.stateset.sequencer.server.net.ClientAddress;
import io.javalin.http.Context;
import java.security.MessageDigest;
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

    private final Authenticator authenticator;
    private final @Nullable Hash key;
    private final AddressBlocks addresses;
    private final ClientAddress clients;

    /**
     * Makes it.
     *
     * @param key a key that lets its holder anchor, and do nothing else; null for none
     * @param addresses from where no key is needed
     * @param clients finds from where a call comes
     */
    public AnchorAccess(
            Authenticator authenticator, @Nullable String key, AddressBlocks addresses, ClientAddress clients) {
        this.authenticator = authenticator;
        this.key = key == null ? null : KeySecret.hash(key);
        this.addresses = addresses;
        this.clients = clients;
    }

    /**
     * Lets those pass who may anchor.
     *
     * @throws ApiException if the call may not
     */
    public void require(Context call) {
        Credentials shown = Credentials.of(call).withKeyOfUrl();
        if (shown.areShown() ? isAnchorKey(shown) : comesFromListed(call)) {
            CallFacts.ACTOR.note(call, shown.areShown() ? "anchor_key" : "anchor_address");
            return;
        }
        authenticator.check(call, shown);
        Principal.of(call).requireOperator("Commitments are anchored by");
    }

    private boolean isAnchorKey(Credentials shown) {
        return key != null
                && MessageDigest.isEqual(key.toByteArray(), shown.hash().toByteArray());
    }

    private boolean comesFromListed(Context call) {
        return clients.of(call.req()).filter(addresses::contain).isPresent();
    }
}
