package com.stateset.sequencer.postgres.connection;

import com.stateset.sequencer.error.SequencerException;
import com.stateset.sequencer.error.StoreFailedException;
import com.stateset.sequencer.error.StoreUnavailableException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * Why a database refuses something, where the reader can do something about it: what is named is what has to be changed.
 * Names of tables and schemas are said, values of rows never. Without state.
 *
 * <pre>
 *   at any time   53100 disk_full                    53300 too_many_connections
 *                 25006 read_only_sql_transaction    42501 insufficient_privilege       a pool without a free connection
 *   at opening    28000 invalid_authorization_spec…  28P01 invalid_password             a handshake of TLS that failed
 *                 3D000 invalid_catalog_name         08004 the server rejects the connection
 * </pre>
 *
 * <p>The codes are those of the PostgreSQL manual, appendix A, and are what is decided by. A few words of messages are read in
 * addition, where the code does not say enough: which table a permission is lacking for, or that it is {@code pg_hba.conf} that
 * lets nobody in. Messages may come in another language ({@code lc_messages}); then the sentence is the more general one, and the
 * whole message stays in the cause.
 */
final class Refusals {

    static final String READ_ONLY = "25006";
    static final String DISK_FULL = "the database's disk is full";

    private static final Pattern DENIED = Pattern.compile("permission denied for ([a-z ]+?) \"?([^\"]+)\"?");
    private static final Pattern NOT_OWNER = Pattern.compile("must be owner of ([a-z ]+?) \"?([^\"]+)\"?");

    private Refusals() {}

    /** The exception for a refusal of a kind that is known here, whenever it happens; null if it is not. */
    static @Nullable SequencerException known(SQLException e) {
        return switch (String.valueOf(e.getSQLState())) {
            case "53100" -> new StoreUnavailableException(DISK_FULL, e);
            case "53300" ->
                new StoreUnavailableException("the database takes no more connections (max_connections)", e);
            case READ_ONLY ->
                new StoreUnavailableException(
                        "the database is read only: it is a standby, or set to be so (default_transaction_read_only)",
                        e);
            case "42501" -> new StoreFailedException(denied(message(e)), e);
            default ->
                isPoolExhausted(e)
                        ? new StoreUnavailableException(
                                "no connection of the pool came free in time: all are in use, or it is too small", e)
                        : null;
        };
    }

    /** Why a connection is refused that is only being made; null if it is for another reason, or not known here. */
    static @Nullable String notLetIn(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (isAboutTls(e)) {
            return "the TLS connection to the database failed: its certificate is not trusted, or the two have no protocol"
                    + " in common (sslmode, sslrootcert)";
        }
        if (state.equals("28000") && message(e).contains("pg_hba.conf")) {
            return "the database lets nobody in from this host as this user, or only by TLS (pg_hba.conf; sslmode)";
        }
        if (state.startsWith("28")) {
            return "the database refused the user name or the password";
        }
        if (state.equals("3D000")) {
            return "there is no database of that name";
        }
        if (state.equals("08004")) {
            return message(e).toUpperCase(Locale.ROOT).contains("SSL")
                    ? "the database takes no TLS connections, but sslmode asks for one"
                    : "the database asks for a password, or another way to log in than was given";
        }
        return null;
    }

    private static boolean isAboutTls(Throwable e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return true;
            }
        }
        return false;
    }

    private static String denied(String message) {
        Matcher denied = DENIED.matcher(message);
        if (denied.find()) {
            return denied.group(1).equals("database")
                    ? "the database user may not create schemas in the database " + denied.group(2)
                            + "; create sequencer and projections for it, or let another user migrate"
                    : "the database user has no permission for the " + denied.group(1) + " " + denied.group(2);
        }
        Matcher owner = NOT_OWNER.matcher(message);
        return owner.find()
                ? "the database user must own the " + owner.group(1) + " " + owner.group(2)
                        + " to migrate it; let its owner migrate"
                : "the database user lacks a permission";
    }

    /** A pool says so without a cause; one whose server is not there has that as its cause. */
    private static boolean isPoolExhausted(SQLException e) {
        return e instanceof SQLTransientConnectionException && e.getCause() == null && e.getNextException() == null;
    }

    private static String message(SQLException e) {
        return e instanceof PSQLException fromServer && fromServer.getServerErrorMessage() != null
                ? String.valueOf(fromServer.getServerErrorMessage().getMessage())
                : String.valueOf(e.getMessage());
    }
}
