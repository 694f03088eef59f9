package com.stateset.sequencer.postgres.connection;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Where a database is: {@code postgres://user:password@host:port/database?option=value} (libpq's form, also with
 * {@code postgresql://}) or a {@code jdbc:postgresql:} URL.
 *
 * @param jdbcUrl the same for JDBC, without user and password
 * @param credentials {@code user} and {@code password}, as far as the URL named them
 */
public record PostgresUrl(String jdbcUrl, Properties credentials) {

    private static final Pattern JDBC_WITH_USER = Pattern.compile("jdbc:postgresql://[^/?]*@.*");

    private static final Pattern LIBPQ =
            Pattern.compile("postgres(?:ql)?://(?:(?<user>[^/?#\\s]*)@)?(?<host>[^/?#@\\s]+)"
                    + "/(?<database>[^/?#\\s]+)(?:\\?(?<options>[^#]*))?");

    /**
     * Parses either form.
     *
     * @throws IllegalArgumentException if it is neither; the message does not repeat the URL, which may hold a password
     */
    public static PostgresUrl parse(String url) {
        if (JDBC_WITH_USER.matcher(url).matches()) {
            throw new IllegalArgumentException(
                    "the database URL has a user before its host; in a jdbc: URL they are options: ?user=…&password=…");
        }
        if (url.startsWith("jdbc:postgresql:")) {
            return understood(new PostgresUrl(url, new Properties()));
        }
        if (!url.startsWith("postgres://") && !url.startsWith("postgresql://")) {
            throw new IllegalArgumentException(
                    "the database URL must begin with postgres://, postgresql:// or jdbc:postgresql:");
        }
        Matcher parts = LIBPQ.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "the database URL must name a host and a database: postgres://user:password@host:5432/database");
        }
        String options = parts.group("options") == null ? "" : "?" + parts.group("options");
        return understood(new PostgresUrl(
                "jdbc:postgresql://" + parts.group("host") + "/" + parts.group("database") + options,
                credentials(parts.group("user"))));
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return "a database URL";
    }

    private static PostgresUrl understood(PostgresUrl url) {
        if (Driver.parseURL(url.jdbcUrl, new Properties()) == null) {
            throw new IllegalArgumentException("the database URL is not one that the PostgreSQL driver understands");
        }
        return url;
    }

    private static Properties credentials(@Nullable String userInfo) {
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
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the database URL has a % that does not begin a percent-encoded character");
        }
    }
}
