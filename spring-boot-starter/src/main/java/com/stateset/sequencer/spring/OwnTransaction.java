package com.stateset.sequencer.spring;

import java.io.Serial;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Finds out whether a connection of a data source that is bound to the thread is in a transaction that its manager will
 * commit. Three parties bind one:
 *
 * <pre>
 *   bound by                        synchronized   in a transaction of its own
 *   DataSourceTransactionManager    yes            yes
 *   JpaTransactionManager           no             (the entity manager's)
 *   DataSourceUtils                 yes            no: another manager's transaction is under way, which only ends its use
 * </pre>
 *
 * <p>Only the manager that {@code spring-jdbc} has can tell the first from the third, so this is one, which is asked and
 * never used to begin anything. Thread-safe.
 */
final class OwnTransaction extends DataSourceTransactionManager {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient DataSource database;

    OwnTransaction(DataSource database) {
        super(database);
        this.database = database;
    }

    boolean isActive() {
        return TransactionSynchronizationManager.getResource(database) instanceof ConnectionHolder holder
                && (!holder.isSynchronizedWithTransaction() || isExistingTransaction(doGetTransaction()));
    }
}
