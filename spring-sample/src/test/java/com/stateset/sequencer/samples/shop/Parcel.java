package com.stateset.sequencer.samples.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** A row of an application that uses JPA. */
@Entity
class Parcel {

    @Id
    private String id;

    /** For JPA. */
    protected Parcel() {}

    Parcel(String id) {
        this.id = id;
    }

    @Override
    public String toString() {
        return "parcel " + id;
    }
}
