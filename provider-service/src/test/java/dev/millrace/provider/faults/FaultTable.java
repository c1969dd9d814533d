package dev.millrace.provider.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What became of each fault with each adapter. */
final class FaultTable {

    private static final String COLUMN = "%-27s";

    private final String title;
    private final List<String> faults;
    private final List<String> adapters;
    private final Map<String, Cell> cells = new ConcurrentHashMap<>();

    FaultTable(String title, List<String> faults, List<String> adapters) {
        this.title = title;
        this.faults = faults;
        this.adapters = adapters;
    }

    void put(String fault, String adapter, Cell cell) {
        cells.put(key(fault, adapter), cell);
    }

    private static String key(String fault, String adapter) {
        return fault + "/" + adapter;
    }

    /** Prints it; fails when a cell is blank. */
    void print() {
        StringBuilder table = new StringBuilder(COLUMN.formatted(title));
        adapters.forEach(adapter -> table.append("| ").append(COLUMN.formatted(adapter)));
        table.append('\n');
        for (String fault : faults) {
            table.append(COLUMN.formatted(fault));
            for (String adapter : adapters) {
                Cell cell = cells.get(key(fault, adapter));
                table.append("| ").append(COLUMN.formatted(cell == null ? "" : cell));
            }
            table.append('\n');
        }
        System.out.print(table);
        assertThat(cells).as("cells").hasSize(faults.size() * adapters.size());
    }
}
