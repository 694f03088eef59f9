package com.stateset.sequencer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevenueTableTest {

    @TempDir
    Path folder;

    @Test
    void another_shop_in_the_same_file_has_rows_of_its_own() throws Exception {
        String file = folder.resolve("shop.db").toString();
        List<String> first = Printed.by(() -> RevenueTable.main(new String[] {file}));

        assertThat(Printed.by(() -> RevenueTable.main(new String[] {file}))).isEqualTo(first);
    }

    @Test
    void the_table_adds_up_what_each_customer_paid() throws Exception {
        String file = folder.resolve("shop.db").toString();

        assertThat(Printed.by(() -> RevenueTable.main(new String[] {file}))).containsExactly("ada 4000", "bob 500");
    }
}
