package dev.millrace.standalone.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.standalone.clients.ClientTable.Row;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ClientTableTest {

    @Test
    void everyCellThatClaimsCoverageHasATestAndEveryTestACell() {
        assertThat(covered(Row::java)).containsExactlyInAnyOrderElementsOf(ClientTable.javaTests());
        assertThat(covered(Row::node)).containsExactlyInAnyOrderElementsOf(ClientTable.nodeTests());
    }

    @Test
    void everyOtherCellHasAReason() {
        assertThat(ClientTable.reasons()).isNotEmpty().allMatch(reason -> reason.length() > 20);
    }

    private static List<String> covered(Function<Row, String> client) {
        return ClientTable.rows().stream()
                .filter(row -> client.apply(row).equals(ClientTable.COVERED))
                .map(Row::feature)
                .toList();
    }
}
