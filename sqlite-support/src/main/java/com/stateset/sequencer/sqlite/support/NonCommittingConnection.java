package com.stateset.sequencer.sqlite.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection for code that writes within a transaction that another part owns. It must not end that, nor
 * the connection. Statements such as {@code commit} still can: this stands in the way of mistakes, not of
 * intent.
 */
public final class NonCommittingConnection {

    private static final Set<String> OWNERS = Set.of("setAutoCommit", "commit", "close", "abort");

    private NonCommittingConnection() {}

    /**
     * Returns a connection that throws when it is asked to end the transaction or itself. It can go back to
     * a savepoint.
     *
     * @param refusal what the {@link IllegalStateException} says
     */
    public static Connection refusing(Connection connection, String refusal) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (OWNERS.contains(method.getName()) || endsAll(method)) {
                        throw new IllegalStateException(refusal);
                    }
                    return call(connection, method, arguments);
                });
    }

    private static @Nullable Object call(Connection connection, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static boolean endsAll(Method method) {
        return method.getName().equals("rollback") && method.getParameterCount() == 0;
    }
}
