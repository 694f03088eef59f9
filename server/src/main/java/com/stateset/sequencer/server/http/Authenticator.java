package com.stateset.sequencer.server.http;

import com.stateset.sequencer.merkle.Hash;
import com.stateset.sequencer.server.limits.KnownCallers;
import com.stateset.sequencer.server.limits.RateLimits;
import com.stateset.sequencer.server.net.AddressBlocks;
import com.stateset.sequencer.server.net.ClientAddress;
import com.stateset.sequencer.spi.ApiKey;
import com.stateset.sequencer.spi.ApiKeyStore;
import io.javalin.http.Context;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls, or ends the call with 401. Thread-safe.
 *
 * <p><b>What must hold when.</b> A revocation that has returned binds every call that begins afterwards, in every process on the
 * database. So a key is looked up for each call, by one read of the primary key, and nothing is remembered but whose it was: that tells
 * whom to count a call against until the look-up is done, and nothing else. A call that was let in goes on to its end; so does an event
 * stream, until its client comes back.
 *
 * <p>Neither the time that a look-up takes nor the length of what is compared tells anything about a key: what is compared are hashes.
 */
public final class Authenticator implements AutoCloseable {

    private static final String INVALID = "The API key is not valid.";

    private final @Nullable Hash operatorKey;
    private final ApiKeyStore keys;
    private final KeyUses uses;
    private final @Nullable JwtVerifier jwts;
    private final RateLimits limits;
    private final AddressBlocks adminAddresses;
    private final ClientAddress clients;
    private final KnownCallers lately = new KnownCallers();

    /**
     * Makes it.
     *
     * @param operatorKey the key of who runs the server, which may do everything; null to let everyone in, whatever key they show
     * @param keys the keys that let others in
     * @param jwts the tokens that let others in; null for none
     * @param limits how many calls those may make who were let in
     * @param adminAddresses where administrators call from; from elsewhere they only read and write. Empty for everywhere
     * @param clients finds from where a call comes
     */
    public Authenticator(
            @Nullable String operatorKey,
            ApiKeyStore keys,
            @Nullable JwtVerifier jwts,
            RateLimits limits,
            AddressBlocks adminAddresses,
            ClientAddress clients) {
        this.operatorKey = operatorKey == null ? null : KeySecret.hash(operatorKey);
        this.keys = keys;
        this.uses = new KeyUses(keys);
        this.jwts = jwts;
        this.limits = limits;
        this.adminAddresses = adminAddresses;
        this.clients = clients;
    }

    /**
     * Lets the call pass: {@link Principal#of(Context)} tells from now on who makes it. The tenants and stores that its query names are
     * such that it reaches them, and it is within its rate limits: what is refused for another reason has counted, too.
     *
     * @throws ApiException if it may not
     */
    public void check(Context call) {
        check(call, Credentials.of(call));
    }

    /** Lets the call pass likewise, by what it has shown in a way that is not understood everywhere. */
    void check(Context call, Credentials shown) {
        Principal known = operatorKey == null ? Principal.EVERYONE : identify(operatorKey, shown);
        Principal principal = mayAdminister(call) ? known : known.demote();
        limit(call, principal);
        Query.of(call).requireReachedBy(principal);
        principal.attachTo(call);
    }

    /**
     * Returns by whom shares of the server count a call of which nothing is known yet: who made the last call with what it shows, if that
     * was let in; otherwise its address, whatever it shows. So one who tries many keys is one caller.
     */
    public Object expected(Context call) {
        Credentials shown = Credentials.of(call).withKeyOfUrl();
        return (operatorKey != null && shown.areShown() ? lately.owner(shown.hash()) : Optional.empty())
                .orElseGet(() -> Principal.shareOwner(call));
    }

    /** Whether the call shows something by which it would be let in, right or wrong, on a server that asks for it. */
    public boolean isShownKey(Context call) {
        return operatorKey != null && Credentials.of(call).areShown();
    }

    /** An address that is not known is none of the allowed. */
    private boolean mayAdminister(Context call) {
        return adminAddresses.isEmpty()
                || clients.of(call.req()).filter(adminAddresses::contain).isPresent();
    }

    private void limit(Context call, Principal principal) {
        limits.take(principal.quotaOwner(), principal.keyHash(), principal.rateLimit())
                .ifPresent(verdict -> {
                    if (!verdict.allowed()) {
                        throw new ApiException(ApiError.rateLimited(verdict));
                    }
                    verdict.headers().forEach(call::header);
                });
    }

    private Principal identify(Hash operator, Credentials shown) {
        try {
            Principal known = caller(operator, shown);
            lately.letIn(shown.hash(), known.quotaOwner());
            return known;
        } catch (ApiException e) {
            lately.refused(shown.hash());
            throw e;
        }
    }

    private Principal caller(Hash operator, Credentials shown) {
        return switch (shown.scheme()) {
            case NONE ->
                throw refusal(
                        "This call needs an API key, in a header \"Authorization: ApiKey <key>\" or \"x-api-key: <key>\".");
            case API_KEY -> caller(operator, shown, INVALID);
            case BEARER -> bearer(operator, shown);
            case BASIC, OTHER ->
                throw refusal("The Authorization header must have the scheme ApiKey, or Bearer with an API key.");
        };
    }

    /** What does not look like a key is a token; but the server's own key may be configured to look like anything. */
    private Principal bearer(Hash operator, Credentials shown) {
        String credentials = shown.secret();
        if (jwts == null || credentials.startsWith(KeySecret.PREFIX) || isOperator(operator, shown.hash())) {
            return caller(operator, shown, bearerProblem(credentials));
        }
        return jwts.principal(credentials).orElseThrow(() -> refusal("The bearer token is not valid."));
    }

    private static boolean isOperator(Hash operator, Hash presented) {
        return MessageDigest.isEqual(operator.toByteArray(), presented.toByteArray());
    }

    private Principal caller(Hash operator, Credentials shown, String problem) {
        if (isOperator(operator, shown.hash())) {
            return Principal.OPERATOR;
        }
        if (!KeySecret.isPossible(shown.secret())) {
            throw refusal(problem);
        }
        ApiKey key = keys.find(shown.hash()).orElseThrow(() -> refusal(INVALID));
        Instant now = Instant.now();
        key.problemAt(now).ifPresent(why -> {
            throw refusal("The API key " + why + ".");
        });
        uses.note(key, now);
        return Principal.of(key);
    }

    /** What is wrong with a bearer token that is not the key: the key itself may be configured to look like anything. */
    private static String bearerProblem(String credentials) {
        return credentials.startsWith(KeySecret.PREFIX)
                ? INVALID
                : "The bearer token is not the API key; this server does not take JWTs.";
    }

    private static ApiException refusal(String message) {
        return new ApiException(ApiError.unauthorized(message));
    }

    @Override
    public void close() {
        uses.close();
    }
}
