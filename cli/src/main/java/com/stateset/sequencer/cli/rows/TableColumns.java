package com.stateset.sequencer.cli.rows;

import java.util.List;

/**
 * The names of a table's columns.
 *
 * @param names in the order of the columns
 */
record TableColumns(List<String> names) {

    TableColumns {
        names = List.copyOf(names);
    }

    int count() {
        return names.size();
    }

    boolean contains(String name) {
        return names.contains(name);
    }

    /**
     * Finds a column.
     *
     * @param user what names the column, for the message
     * @throws UnusableInputException if there is no such column, or more than one
     */
    int indexOf(String name, String user) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw missing(name, user);
        }
        if (index != names.lastIndexOf(name)) {
            throw new UnusableInputException(user + " names the column '" + name + "', but the table has two of them");
        }
        return index;
    }

    UnusableInputException missing(String name, String user) {
        return new UnusableInputException(user + " names a column '" + name + "'; the table has " + this);
    }

    @Override
    public String toString() {
        return String.join(", ", names);
    }
}
