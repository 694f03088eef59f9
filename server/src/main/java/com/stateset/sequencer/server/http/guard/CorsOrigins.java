package com.stateset.sequencer.server.http.guard;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The origins whose web pages may call the server from a browser: the Fetch standard's CORS protocol. Immutable.
 *
 * @param areAny whether all may
 * @param origins those that may, as browsers write them; empty if all may
 */
public record CorsOrigins(boolean areAny, Set<String> origins) {

    /** None: browsers let only pages of the server's own origin call it. */
    public static final CorsOrigins NONE = new CorsOrigins(false, Set.of());

    private static final String ANY = "*";

    public CorsOrigins {
        origins = Set.copyOf(origins);
    }

    /**
     * Reads origins such as {@code https://shop.example.com} or {@code http://localhost:3000}, or a single asterisk for all.
     *
     * @throws IllegalArgumentException if one is not an origin; the message says which
     */
    public static CorsOrigins of(Collection<String> origins) {
        if (List.copyOf(origins).equals(List.of(ANY))) {
            return new CorsOrigins(true, Set.of());
        }
        return new CorsOrigins(
                false, origins.stream().map(CorsOrigins::normal).collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    boolean allow(String origin) {
        return areAny || origins.contains(origin.toLowerCase(Locale.ROOT));
    }

    private static String normal(String text) {
        try {
            URI uri = new URI(text.toLowerCase(Locale.ROOT));
            boolean isOrigin = uri.getScheme() != null
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            if (isOrigin) {
                return uri.getScheme() + "://" + uri.getHost() + port(uri);
            }
        } catch (URISyntaxException e) {
            throw notAnOrigin(text);
        }
        throw notAnOrigin(text);
    }

    /** Browsers leave out the scheme's own port. */
    private static String port(URI uri) {
        int usual = uri.getScheme().equals("https") ? 443 : 80;
        return uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
    }

    private static IllegalArgumentException notAnOrigin(String text) {
        return new IllegalArgumentException("\"" + text
                + "\" is not an origin such as https://shop.example.com, without a path, nor is it a single *");
    }
}
