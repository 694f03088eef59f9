package com.stateset.sequencer.cli.rows;

import com.stateset.sequencer.event.NewEvent;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How the columns of a table become events.
 *
 * @param entityType the entity's type
 * @param entityId the entity's id
 * @param eventType what happened
 * @param payload the payload; all columns as strings if absent
 * @param createdAt when; {@link #defaultCreatedAt} if absent
 * @param key what names an event; line number and text of its row if absent
 * @param defaultCreatedAt RFC 3339 text
 * @param agent the source agent
 */
public record TableMapping(
        Template entityType,
        Template entityId,
        Template eventType,
        @Nullable PayloadMapping payload,
        @Nullable CreatedAtColumn createdAt,
        @Nullable Template key,
        String defaultCreatedAt,
        UUID agent) {

    public TableMapping {
        Objects.requireNonNull(entityType, "entityType");
        Objects.requireNonNull(entityId, "entityId");
        Objects.requireNonNull(eventType, "eventType");
        Objects.requireNonNull(defaultCreatedAt, "defaultCreatedAt");
        Objects.requireNonNull(agent, "agent");
    }

    /**
     * Finds the columns in a table.
     *
     * @throws UnusableInputException if one is missing
     */
    Bound bind(TableColumns columns, RowIds ids) {
        return new Bound(this, columns, ids);
    }

    /** A mapping for one table. */
    static final class Bound {

        private final TableColumns columns;
        private final RowIds ids;
        private final Template.Bound entityType;
        private final Template.Bound entityId;
        private final Template.Bound eventType;
        private final PayloadMapping.Bound payload;
        private final CreatedAtColumn.@Nullable Bound createdAt;
        private final Template.@Nullable Bound key;
        private final String defaultCreatedAt;
        private final UUID agent;

        private Bound(TableMapping mapping, TableColumns columns, RowIds ids) {
            this.columns = columns;
            this.ids = ids;
            this.entityType = mapping.entityType.bind(columns);
            this.entityId = mapping.entityId.bind(columns);
            this.eventType = mapping.eventType.bind(columns);
            this.payload = (mapping.payload != null ? mapping.payload : PayloadMapping.all(columns)).bind(columns);
            this.createdAt = mapping.createdAt == null ? null : mapping.createdAt.bind(columns);
            this.key = mapping.key == null ? null : mapping.key.bind(columns);
            this.defaultCreatedAt = mapping.defaultCreatedAt;
            this.agent = mapping.agent;
        }

        NewEvent event(RowText row, List<String> cells) throws BadRowException {
            if (cells.size() != columns.count()) {
                throw new BadRowException("the row has " + cells.size() + " columns instead of " + columns.count()
                        + " (" + columns + ")");
            }
            return NewEvent.builder()
                    .eventId(key == null ? ids.ofRow(row) : ids.ofKey(key.expand(row, cells)))
                    .entity(entityType.expand(row, cells), entityId.expand(row, cells))
                    .eventType(eventType.expand(row, cells))
                    .payload(payload.toJson(cells))
                    .createdAt(createdAt == null ? defaultCreatedAt : createdAt.text(cells))
                    .sourceAgent(agent)
                    .build();
        }
    }
}
