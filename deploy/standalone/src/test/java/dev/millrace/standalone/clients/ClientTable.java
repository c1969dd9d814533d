package dev.millrace.standalone.clients;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table in docs/clients.md, and the tests that it should tell of. */
final class ClientTable {

    static final String COVERED = "yes";

    private static final Path FILE = Path.of("../../docs/clients.md");
    private static final Pattern BAR = Pattern.compile("\\|");
    private static final Pattern NODE_TEST = Pattern.compile("^test\\(\"([^\"]+)\"");
    private static final List<Class<?>> JAVA_TESTS =
            List.of(
                    JavaAnswersTest.class,
                    JavaErrorsTest.class,
                    JavaRetriesTest.class,
                    JavaIdsTest.class);

    private ClientTable() {}

    /**
     * A line of the table.
     *
     * @param java {@link #COVERED}, or why there is nothing
     * @param node likewise
     */
    record Row(String feature, String java, String node) {}

    static List<Row> rows() {
        var rows = new ArrayList<Row>();
        for (var line : lines(FILE)) {
            if (!line.startsWith("| ") || line.startsWith("| feature ")) {
                continue;
            }
            var cells = BAR.splitAsStream(line).map(String::strip).toList();
            rows.add(new Row(cells.get(1), cells.get(2), cells.get(3)));
        }
        return rows;
    }

    /** The names of the Java tests as sentences. */
    static List<String> javaTests() {
        return JAVA_TESTS.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> sentence(method.getName()))
                .toList();
    }

    static List<String> nodeTests() {
        return Node.testFiles().stream()
                .flatMap(name -> lines(Node.sources().resolve(name)).stream())
                .flatMap(line -> NODE_TEST.matcher(line).results())
                .map(found -> requireNonNull(found.group(1)))
                .toList();
    }

    private static String sentence(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z0-9])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> reasons() {
        return rows().stream()
                .flatMap(row -> Stream.of(row.java(), row.node()))
                .filter(cell -> !cell.equals(COVERED));
    }
}
