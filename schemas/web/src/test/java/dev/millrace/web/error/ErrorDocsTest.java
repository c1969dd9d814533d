package dev.millrace.web.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ErrorDocsTest {

    @Test
    void theTableHasExactlyTheCodesWithTheirStatusAndType() throws IOException {
        List<List<String>> rows =
                Files.readAllLines(Path.of("../../docs/errors.md")).stream()
                        .filter(line -> line.startsWith("| `"))
                        .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                        .toList();
        assertThat(rows.stream().map(row -> String.join(" ", row.subList(1, 5))))
                .containsExactlyElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorDocsTest::row).toList());
        assertThat(rows)
                .allSatisfy(
                        row -> {
                            assertThat(row.get(5)).as("when").isNotBlank();
                            assertThat(row.get(6)).as("what to do").isNotBlank();
                        });
    }

    private static String row(ErrorCode code) {
        String retry =
                switch (code.retry()) {
                    case YES -> "yes";
                    case NO -> "no";
                    case UNSAID -> "–";
                };
        return "`%s` %s %s %s".formatted(code.code(), code.status(), code.type().wireName(), retry);
    }
}
