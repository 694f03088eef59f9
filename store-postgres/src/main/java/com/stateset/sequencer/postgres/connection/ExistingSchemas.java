package com.stateset.sequencer.postgres.connection;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Locale;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections on which {@code create schema if not exists} does nothing when the schema is there. PostgreSQL asks for the right
 * to create schemas first, and looks afterwards whether there is anything to do; a user to whom an administrator has given the
 * two schemas, and nothing else, could not migrate. The scripts cannot be changed, as their checksums are known.
 *
 * <p><b>How.</b> Flyway is given these connections, and only while it migrates. It executes what stands in a script by
 * {@link Statement#execute(String)} on a statement of its own, so that is the one call that is looked at: a text that is this
 * statement and nothing else, with the comment lines before it, and names a schema that exists. Every other call, and every other
 * text, goes through as it is.
 *
 * <p><b>What breaks if Flyway goes another way.</b> Nothing for a user who may create schemas: the statement is executed, and
 * does nothing. One who may not is refused then, with the words of {@link Refusals}; a test migrates as such a user.
 *
 * <p>Between the look and the script another process may drop the schema; then the next statement fails, and the migration with it,
 * as it would have a moment later anyway.
 */
final class ExistingSchemas implements DataSource {

    private static final Pattern CREATE =
            Pattern.compile("(?:--[^\n]*\n\\s*)*create schema if not exists \"?([a-z_]+)\"?;?");

    private final DataSource dataSource;

    ExistingSchemas(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return wrapped(dataSource.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return wrapped(dataSource.getConnection(user, password));
    }

    private static Connection wrapped(Connection connection) {
        return proxy(Connection.class, (proxy, method, args) -> {
            Object result = invoke(connection, method, args);
            return method.getName().equals("createStatement") && result instanceof Statement statement
                    ? wrapped(connection, statement)
                    : result;
        });
    }

    private static Statement wrapped(Connection connection, Statement statement) {
        return proxy(Statement.class, (proxy, method, args) -> {
            boolean needless = method.getName().equals("execute")
                    && args != null
                    && args[0] instanceof String sql
                    && isNeedless(connection, sql);
            return needless ? false : invoke(statement, method, args);
        });
    }

    /** Looks on the script's own connection, so that a schema that the same migration has made is seen. */
    private static boolean isNeedless(Connection connection, String sql) throws SQLException {
        Matcher create = CREATE.matcher(sql.strip().toLowerCase(Locale.ROOT));
        if (!create.matches()) {
            return false;
        }
        try (PreparedStatement query =
                connection.prepareStatement("select 1 from pg_catalog.pg_namespace where nspname = ?")) {
            query.setString(1, create.group(1));
            try (ResultSet found = query.executeQuery()) {
                return found.next();
            }
        }
    }

    /** What the target throws is thrown as it is: Flyway reads SQL states. */
    private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(ExistingSchemas.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return dataSource.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        dataSource.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        dataSource.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return dataSource.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return dataSource.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return dataSource.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return dataSource.isWrapperFor(type);
    }
}
