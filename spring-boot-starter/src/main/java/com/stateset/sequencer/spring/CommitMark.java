package com.stateset.sequencer.spring;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Marks a transaction that its manager is about to commit. What comes after the commit runs while Spring still shows the transaction, with
 * its connection, as active; but nothing will commit what is written then. A pool with auto-commit off rolls it back when the connection
 * is returned.
 *
 * <pre>
 *   begin ─► work ─► beforeCommit ─► mark ─► commit ─► afterCommit ─► afterCompletion
 *           └── may append ─────┘                      marked         no synchronization
 * </pre>
 *
 * <p>Listeners of {@code @TransactionalEventListener} for after the commit or the rollback are called in {@code afterCompletion}, and need no
 * mark. It is for {@link TransactionSynchronization#afterCommit}, where nothing else tells, and is set by each manager that is a bean: a
 * synchronization that does nothing, so that it is kept, set aside and resumed as the transaction is. Without state, thread-safe.
 */
final class CommitMark implements TransactionExecutionListener, TransactionSynchronization, BeanPostProcessor {

    /** Returns if the transaction that Spring shows can still be written in. */
    static boolean isAbsent() {
        return TransactionSynchronizationManager.isSynchronizationActive()
                && TransactionSynchronizationManager.getSynchronizations().stream()
                        .noneMatch(CommitMark.class::isInstance);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof ConfigurableTransactionManager manager) {
            manager.addListener(this);
        }
        return bean;
    }

    @Override
    public void beforeCommit(TransactionExecution transaction) {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(this);
        }
    }
}
