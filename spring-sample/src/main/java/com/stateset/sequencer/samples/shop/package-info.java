/**
 * A shop on Spring Boot, to start from.
 *
 * <pre>
 *   OrderController ─► OrderService, @Transactional ─┬─► table orders
 *                                                    └─► EventOutbox ··relay··► the log
 *   CustomerOrders, @EventProjection ◄─────────────────────────────────────────────┘
 *        └─► table customer_orders
 * </pre>
 */
package com.stateset.sequencer.samples.shop;
