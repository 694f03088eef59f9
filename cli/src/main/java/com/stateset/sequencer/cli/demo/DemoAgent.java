package com.stateset.sequencer.cli.demo;

import com.stateset.sequencer.EventStream;
import com.stateset.sequencer.cli.demo.ShopDay.Order;
import com.stateset.sequencer.event.NewEvent;
import com.stateset.sequencer.ingest.IngestReceipt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A till and what it is going to sell.
 *
 * @param sales one batch per order
 */
record DemoAgent(List<List<NewEvent>> sales) {

    DemoAgent {
        sales = List.copyOf(sales);
    }

    static DemoAgent opening(ShopDay day, int orders) {
        List<List<NewEvent>> sales = new ArrayList<>();
        for (int i = 0; i < orders; i++) {
            Order order = day.nextOrder();
            sales.add(List.of(
                    day.placed(order),
                    day.paid(order),
                    day.adjustment(order.item(), -order.units(), "sold").build(),
                    day.shipped(order)));
        }
        return new DemoAgent(sales);
    }

    /** Lets all tills start at once, each in a thread of its own, and waits for the last one. */
    static List<IngestReceipt> sellAtOnce(EventStream shop, List<DemoAgent> tills) throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(tills.size());
        ExecutorService threads = Executors.newFixedThreadPool(tills.size());
        try {
            List<Callable<List<IngestReceipt>>> work = new ArrayList<>();
            for (DemoAgent till : tills) {
                work.add(() -> {
                    start.await();
                    return till.sell(shop);
                });
            }
            List<IngestReceipt> receipts = new ArrayList<>();
            for (Future<List<IngestReceipt>> till : threads.invokeAll(work)) {
                receipts.addAll(till.get());
            }
            return receipts;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a till broke", e.getCause());
        } finally {
            threads.shutdown();
        }
    }

    private List<IngestReceipt> sell(EventStream shop) {
        return sales.stream().map(sale -> shop.append(sale)).toList();
    }
}
