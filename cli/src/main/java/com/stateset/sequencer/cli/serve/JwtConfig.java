package com.stateset.sequencer.cli.serve;

import com.stateset.sequencer.server.SequencerServerBuilder;
import com.stateset.sequencer.server.jwt.JwtKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which JSON web tokens let callers in. Immutable.
 *
 * @param keys what they are signed with, at least one
 * @param issuer what {@code iss} must be
 * @param audience what {@code aud} must name
 */
record JwtConfig(JwtKeys keys, String issuer, String audience) {

    private static final String SECRET = "JWT_SECRET";
    private static final String PUBLIC_KEY = "JWT_PUBLIC_KEY";
    private static final String JWKS_FILE = "JWT_JWKS_FILE";
    private static final String ISSUER = "JWT_ISSUER";
    private static final String AUDIENCE = "JWT_AUDIENCE";

    /** Far more than any set of keys has, far less than memory. */
    private static final long MAX_JWKS_BYTES = 1 << 20;

    JwtConfig {
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(audience, "audience");
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("tokens need a key that they are signed with");
        }
    }

    /**
     * Reads the settings; empty if none names a key.
     *
     * @throws ConfigurationException if a key cannot be used, or an issuer or audience is given without one
     */
    static Optional<JwtConfig> from(Settings settings) {
        JwtKeys keys = keys(SECRET, settings.secret(SECRET), JwtKeys::ofSecret)
                .and(keys(PUBLIC_KEY, publicKey(settings), JwtKeys::ofPem))
                .and(settings.text(JWKS_FILE).map(JwtConfig::jwks).orElseGet(JwtKeys::none));
        String issuer = settings.text(ISSUER, "stateset-sequencer");
        String audience = settings.text(AUDIENCE, "stateset-api");
        if (!keys.isEmpty()) {
            return Optional.of(new JwtConfig(keys, issuer, audience));
        }
        Stream.of(ISSUER, AUDIENCE).filter(settings.names()::contains).forEach(name -> {
            throw new ConfigurationException(name + " is set, but no key that tokens are signed with: set " + SECRET
                    + ", " + PUBLIC_KEY + " or " + JWKS_FILE + ", too.");
        });
        return Optional.empty();
    }

    void applyTo(SequencerServerBuilder server) {
        server.jwt(keys, issuer, audience);
    }

    /** A key of many lines, which say nothing to a reader, is shown as a word. */
    private static Optional<String> publicKey(Settings settings) {
        Optional<String> pem = settings.text(PUBLIC_KEY);
        settings.show(PUBLIC_KEY, pem.isPresent() ? "PEM" : "");
        return pem;
    }

    /** What is wrong is said without the value, which is a secret or may be taken for one. */
    private static JwtKeys keys(String name, Optional<String> value, Function<String, JwtKeys> reader) {
        try {
            return value.map(reader).orElseGet(JwtKeys::none);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(name + " cannot be used: " + e.getMessage() + ".");
        }
    }

    private static JwtKeys jwks(String file) {
        String json;
        try {
            Path path = Path.of(file);
            if (Files.size(path) > MAX_JWKS_BYTES) {
                throw new ConfigurationException(
                        JWKS_FILE + " cannot be used: " + file + " has more than " + MAX_JWKS_BYTES + " bytes.");
            }
            json = Files.readString(path);
        } catch (IOException | InvalidPathException e) {
            throw new ConfigurationException(JWKS_FILE + " cannot be used: " + file + " cannot be read.");
        }
        return keys(JWKS_FILE, Optional.of(json), JwtKeys::ofJwks);
    }
}
