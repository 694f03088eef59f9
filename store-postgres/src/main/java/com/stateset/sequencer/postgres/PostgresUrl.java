package com.stateset.sequencer.postgres;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * Where a database is: {@code postgres://user:password@host:port/database?option=value} (libpq's form, also with
 * {@code postgresql://}) or a {@code jdbc:postgresql:} URL.
 *
 * @param jdbcUrl the same for JDBC, without user and password
 * @param credentials {@code user} and {@code password}, as far as the URL named them
 */
record PostgresUrl(String jdbcUrl, Properties credentials) {

    /**
     * Parses either form.
     *
     * @throws IllegalArgumentException if it is neither; the message does not repeat the URL, which may hold a password
     */
    static PostgresUrl parse(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            return new PostgresUrl(url, new Properties());
        }
        if (!url.startsWith("postgres://") && !url.startsWith("postgresql://")) {
            throw new IllegalArgumentException(
                    "the database URL must begin with postgres://, postgresql:// or jdbc:postgresql:");
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "the database URL is not valid: " + e.getReason() + " at position " + e.getIndex());
        }
        if (uri.getHost() == null || uri.getRawPath().length() < 2) {
            throw new IllegalArgumentException(
                    "the database URL must name a host and a database: postgres://user:password@host:5432/database");
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String options = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new PostgresUrl(
                "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + options,
                credentials(uri.getRawUserInfo()));
    }

    private static Properties credentials(String userInfo) {
        Properties credentials = new Properties();
        if (userInfo != null) {
            int colon = userInfo.indexOf(':');
            credentials.setProperty("user", decode(colon < 0 ? userInfo : userInfo.substring(0, colon)));
            if (colon >= 0) {
                credentials.setProperty("password", decode(userInfo.substring(colon + 1)));
            }
        }
        return credentials;
    }

    /** Percent-decodes; a plus sign is a plus sign here. */
    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
