package com.stateset.sequencer.sqlite;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection for code that writes within somebody else's transaction. It refuses to end that, or itself; it can go back to a
 * savepoint of its own.
 */
final class LentConnection {

    private static final Set<String> LENDERS_OWN = Set.of("setAutoCommit", "commit", "close", "abort");

    private LentConnection() {}

    static Connection of(Connection lent) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> call(lent, method, arguments));
    }

    private static @Nullable Object call(Connection lent, Method method, Object @Nullable [] arguments)
            throws Throwable {
        if (LENDERS_OWN.contains(method.getName()) || endsAll(method)) {
            throw new IllegalStateException("a projection must not end the transaction that it is given");
        }
        try {
            return method.invoke(lent, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** To a savepoint it may go back. */
    private static boolean endsAll(Method method) {
        return method.getName().equals("rollback") && method.getParameterCount() == 0;
    }
}
