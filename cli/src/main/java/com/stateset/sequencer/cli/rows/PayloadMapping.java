package com.stateset.sequencer.cli.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Which columns make the payload, an object with a member per column, and of which type each is. Immutable.
 *
 * @param columns in the order of the members
 */
public record PayloadMapping(List<PayloadColumn> columns) {

    /** One column and its type, as the command line names them. */
    record PayloadColumn(String name, ColumnType type) {}

    public PayloadMapping {
        columns = List.copyOf(columns);
    }

    /**
     * Parses a list such as {@code customer,cds=int,dollars=number}. A column without a type is a string.
     *
     * @throws UnusableInputException if a type is unknown
     */
    public static PayloadMapping parse(String list) {
        List<PayloadColumn> columns = new ArrayList<>();
        for (String item : list.split(",", -1)) {
            int sign = item.lastIndexOf('=');
            String name = sign < 0 ? item : item.substring(0, sign);
            columns.add(new PayloadColumn(
                    name.strip(),
                    sign < 0
                            ? ColumnType.STRING
                            : ColumnType.named(item.substring(sign + 1).strip())));
        }
        return new PayloadMapping(columns);
    }

    /** All columns of a table, as strings. */
    static PayloadMapping all(TableColumns columns) {
        return new PayloadMapping(columns.names().stream()
                .map(name -> new PayloadColumn(name, ColumnType.STRING))
                .toList());
    }

    Bound bind(TableColumns table) {
        List<Member> members = new ArrayList<>();
        for (PayloadColumn column : columns) {
            int index = table.indexOf(column.name(), "--payload");
            members.add(new Member(column.name(), ColumnType.quote(column.name()), index, column.type()));
        }
        return new Bound(members);
    }

    private record Member(String name, String quotedName, int index, ColumnType type) {}

    /** Payload columns that have been found in a table. */
    static final class Bound {

        private final List<Member> members;

        private Bound(List<Member> members) {
            this.members = List.copyOf(members);
        }

        String toJson(List<String> cells) throws BadRowException {
            StringJoiner object = new StringJoiner(",", "{", "}");
            for (Member member : members) {
                object.add(member.quotedName() + ":" + value(member, cells.get(member.index())));
            }
            return object.toString();
        }

        private static String value(Member member, String cell) throws BadRowException {
            try {
                return member.type().toJson(cell);
            } catch (BadRowException e) {
                throw new BadRowException("column " + member.name() + " " + e.getMessage());
            }
        }
    }
}
