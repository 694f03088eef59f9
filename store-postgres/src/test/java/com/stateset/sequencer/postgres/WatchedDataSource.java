package com.stateset.sequencer.postgres;

import com.stateset.sequencer.postgres.heads.PgHeadNotifier;
import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A real data source that tells, before it happens, what is sent to the database: the text of each statement that is executed,
 * and {@code commit} or {@code rollback}; and that an autocommit connection begins a transaction, {@code begin}. Thread-safe.
 */
public final class WatchedDataSource implements DataSource {

    /** Hears of what is about to be sent on a connection; what it throws, the caller gets. */
    public interface Watcher {
        void sending(String what, Connection connection) throws SQLException;
    }

    private final DataSource real;
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private volatile Watcher watcher = (what, connection) -> {};

    public WatchedDataSource(DataSource real) {
        this.real = real;
    }

    /** Sets another listener, beside {@link #sent}. */
    public void watch(Watcher value) {
        watcher = value;
    }

    /** What was sent since the last {@link #forget}, by all connections. */
    public List<String> sent() {
        return List.copyOf(sent);
    }

    public void forget() {
        sent.clear();
    }

    /** The notifier gets none: it comes at any moment, and would take the failure that is meant for somebody else. */
    @Override
    public Connection getConnection() throws SQLException {
        if (Thread.currentThread().getName().equals(PgHeadNotifier.THREAD)) {
            throw new SQLException("there are no listeners here");
        }
        return watched(real.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return watched(real.getConnection(user, password));
    }

    private void sending(String what, Connection connection) throws SQLException {
        sent.add(what);
        watcher.sending(what, connection);
    }

    private Connection watched(Connection connection) {
        return proxy(Connection.class, (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "commit", "rollback" -> sending(method.getName(), connection);
                case "setAutoCommit" -> {
                    if (connection.getAutoCommit() && arguments[0].equals(false)) {
                        sending("begin", connection);
                    }
                }
                default -> {}
            }
            Object result = invoke(method, connection, arguments);
            if (result instanceof PreparedStatement prepared) {
                return watched(PreparedStatement.class, prepared, String.valueOf(arguments[0]), connection);
            }
            return result instanceof Statement statement ? watched(Statement.class, statement, "", connection) : result;
        });
    }

    private <T extends Statement> T watched(Class<T> type, T statement, String prepared, Connection connection) {
        return proxy(type, (proxy, method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                sending(arguments == null ? prepared : String.valueOf(arguments[0]), connection);
            }
            return invoke(method, statement, arguments);
        });
    }

    private static Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return real.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        real.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        real.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return real.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return real.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return real.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return real.isWrapperFor(type);
    }
}
