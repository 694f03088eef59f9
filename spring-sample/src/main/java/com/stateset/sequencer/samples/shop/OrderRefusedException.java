package com.stateset.sequencer.samples.shop;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** The order is not in the state for this. Thrown within a transaction, it rolls back what was done, events included. */
@ResponseStatus(HttpStatus.CONFLICT)
public class OrderRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public OrderRefusedException(String message) {
        super(message);
    }
}
