package com.stateset.sequencer.samples.shop;

import com.stateset.sequencer.jackson.PayloadMapper;
import com.stateset.sequencer.replay.EventTypes;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The shop: {@code curl -d 'id=o-1&customer=ada&cents=2933' localhost:8080/orders}. */
@SpringBootApplication
public class ShopApplication {

    public static void main(String[] args) {
        SpringApplication.run(ShopApplication.class, args);
    }

    @Bean
    EventTypes<OrderEvent> orderEvents() {
        return EventTypes.<OrderEvent>builder()
                .mapper(PayloadMapper.of(OrderEvent.class))
                .type("order.placed", OrderEvent.Placed.class)
                .type("order.shipped", OrderEvent.Shipped.class)
                .build();
    }
}
