package com.stateset.sequencer.outbox;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Set;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Lends one connection to code that works in the lender's transaction: what it does to end a transaction or the connection
 * does nothing. So a migration happens as a whole, under a lock, and in memory too, where a closed connection is a lost
 * database.
 */
final class BorrowedConnection implements DataSource {

    private static final Set<String> LENDERS_OWN = Set.of("setAutoCommit", "commit", "rollback", "close");

    private final Connection connection;

    BorrowedConnection(Connection lent) {
        this.connection = (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> call(lent, method, arguments));
    }

    private static @Nullable Object call(Connection lent, Method method, Object @Nullable [] arguments)
            throws Throwable {
        if (LENDERS_OWN.contains(method.getName())) {
            return null;
        }
        try {
            return method.invoke(lent, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public Connection getConnection() {
        return connection;
    }

    @Override
    public Connection getConnection(String username, String password) {
        return connection;
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
