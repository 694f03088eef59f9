package com.stateset.sequencer.protocol.cloudevents;

import com.stateset.sequencer.event.EntityRef;

/**
 * An entity, as the attribute {@code subject} names it: its type, a slash, its id. A slash within the type is written {@code %2F}, and a
 * percent sign there {@code %25}; the id stands as it is. So the first slash is where the type ends.
 *
 * @param type the entity's type; its length is judged by admission
 * @param id the entity's id, likewise
 */
record EntityName(String type, String id) {

    static EntityName of(EntityRef entity) {
        return new EntityName(entity.type(), entity.id());
    }

    /**
     * Reads the attribute.
     *
     * @throws IllegalArgumentException with a clause that completes "this value …" if it has another form
     */
    static EntityName parse(String subject) {
        int slash = Math.max(0, subject.indexOf('/'));
        String type = subject.substring(0, slash).replace("%2F", "/").replace("%25", "%");
        EntityName name = new EntityName(type, subject.substring(Math.min(subject.length(), slash + 1)));
        if (!name.toString().equals(subject)) {
            throw new IllegalArgumentException("must be <entity type>/<entity id>, with %2F for a slash and %25 for a"
                    + " percent sign in the type");
        }
        return name;
    }

    /** Returns the attribute. */
    @Override
    public String toString() {
        return type.replace("%", "%25").replace("/", "%2F") + "/" + id;
    }
}
