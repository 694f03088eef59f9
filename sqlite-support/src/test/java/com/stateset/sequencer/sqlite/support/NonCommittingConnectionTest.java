package com.stateset.sequencer.sqlite.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NonCommittingConnectionTest {

    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        execute("create table numbers (number integer)");
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void a_refusing_one_says_why_the_transaction_goes_on() throws SQLException {
        Connection refusing = NonCommittingConnection.refusing(connection, "not yours");
        assertThatThrownBy(refusing::commit)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("not yours");
        assertThatThrownBy(refusing::rollback).hasMessage("not yours");
        assertThatThrownBy(refusing::close).hasMessage("not yours");
        assertThatThrownBy(() -> refusing.setAutoCommit(true)).hasMessage("not yours");
        assertThat(connection.isClosed()).isFalse();
    }

    @Test
    void a_refusing_one_goes_back_to_a_savepoint() throws SQLException {
        Connection refusing = NonCommittingConnection.refusing(connection, "not yours");
        execute("insert into numbers values (1)");
        Savepoint here = refusing.setSavepoint();
        execute("insert into numbers values (2)");
        refusing.rollback(here);
        assertThat(count()).isEqualTo(1);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int count() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from numbers")) {
            row.next();
            return row.getInt(1);
        }
    }
}
