package dev.millrace.proof.bench;

import dev.millrace.embedded.FreePort;
import dev.millrace.proof.load.WarmUp;
import dev.millrace.proof.product.Product;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Compares a direct call to an upstream, the product and the floor in alternating pairs. Everything
 * runs on this machine at the same time, so the ratios mean something and the milliseconds less.
 */
public final class Bench {

    private static final int UPSTREAM_MILLIS = 50;

    private static final int WARM_UP_WINDOW_SECONDS = 20;

    private final Options options;
    private final Path folder;
    private final PrintStream out;

    /**
     * What to measure.
     *
     * @param pairs how often each is measured, in turn; the median counts
     * @param seconds length of one measurement
     * @param floor also measure the bare HTTP-and-log floor
     * @param beside also measure the product of this checkout; null for none
     */
    public record Options(
            int pairs,
            int seconds,
            boolean floor,
            @Nullable Path beside,
            List<Integer> connections,
            List<Boolean> streams) {}

    /** Who is measured. */
    public enum Subject {
        DIRECT,
        FLOOR,
        /** The product of another checkout. */
        BESIDE,
        PRODUCT
    }

    /** Medians of one setting. */
    public record Row(int connections, boolean stream, Map<Subject, Figures> figures) {

        /** The product's throughput over another's. */
        double throughputRatio(Subject other) {
            return of(Subject.PRODUCT).perSecond() / of(other).perSecond();
        }

        /** The product's added median over another's. */
        double addedRatio(Subject other) {
            return added(Subject.PRODUCT, Figures::p50) / added(other, Figures::p50);
        }

        /** The same for the first chunk of streams. */
        double addedFirstRatio(Subject other) {
            return added(Subject.PRODUCT, Figures::firstP50) / added(other, Figures::firstP50);
        }

        private double added(Subject subject, ToDoubleFunction<Figures> figure) {
            return figure.applyAsDouble(of(subject)) - figure.applyAsDouble(of(Subject.DIRECT));
        }

        Figures of(Subject subject) {
            return figures.getOrDefault(
                    subject, new Figures(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0));
        }
    }

    /** Medians over the pairs; milliseconds. */
    public record Figures(double perSecond, double p50, double p99, double firstP50, long failed) {}

    public Bench(Options options, Path folder, PrintStream out) {
        this.options = options;
        this.folder = folder;
        this.out = out;
    }

    public List<Row> run() throws IOException, InterruptedException {
        int stubPort = FreePort.any();
        int floorPort = FreePort.any();
        String upstream = "http://127.0.0.1:" + stubPort + "/v1";
        Process stub = Programs.stub(stubPort, UPSTREAM_MILLIS);
        Process floor = null;
        Path beside = options.beside();
        try (Product product = product("data", Product.home(), upstream);
                Product other = beside == null ? null : product("data-beside", beside, upstream)) {
            Map<Subject, Integer> ports = new EnumMap<>(Subject.class);
            ports.put(Subject.DIRECT, stubPort);
            if (options.floor()) {
                floor = Programs.floor(floorPort, upstream, folder.resolve("floor"));
                ports.put(Subject.FLOOR, floorPort);
            }
            if (other != null) {
                ports.put(Subject.BESIDE, other.address().getPort());
            }
            ports.put(Subject.PRODUCT, product.address().getPort());
            warmUp(ports);
            return measure(ports);
        } finally {
            stub.destroyForcibly();
            if (floor != null) {
                floor.destroyForcibly();
            }
        }
    }

    private Product product(String data, Path home, String upstream) {
        return Product.start(
                new Product.Setup(
                        folder.resolve(data),
                        false,
                        1,
                        Map.of("OPENAI_API_KEY", "bench", "OPENAI_BASE_URL", upstream)),
                home);
    }

    private void warmUp(Map<Subject, Integer> ports) throws IOException, InterruptedException {
        for (Map.Entry<Subject, Integer> port : ports.entrySet()) {
            if (port.getKey() != Subject.DIRECT) {
                out.println("  warming up " + port.getKey().name().toLowerCase(Locale.ROOT));
                warmUp(port.getValue(), false);
                warmUp(port.getValue(), true);
            }
        }
    }

    private void warmUp(int port, boolean stream) throws IOException, InterruptedException {
        double best =
                WarmUp.untilAtRest(
                        () ->
                                Programs.load(
                                                port,
                                                stream ? 100 : 400,
                                                WARM_UP_WINDOW_SECONDS,
                                                stream)
                                        .perSecond());
        out.printf("    %s: at rest at %.0f/s%n", stream ? "streams" : "plain", best);
    }

    private List<Row> measure(Map<Subject, Integer> ports)
            throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        out.printf(
                "%-7s %5s  %-8s %9s %9s %9s %9s %7s%n",
                "kind", "conns", "subject", "req/s", "p50 ms", "p99 ms", "first ms", "failed");
        for (boolean stream : options.streams()) {
            for (int connections : options.connections()) {
                Map<Subject, List<Measured>> all = new EnumMap<>(Subject.class);
                for (int pair = 0; pair < options.pairs(); pair++) {
                    for (Map.Entry<Subject, Integer> port : ports.entrySet()) {
                        all.computeIfAbsent(port.getKey(), subject -> new ArrayList<>())
                                .add(
                                        Programs.load(
                                                port.getValue(),
                                                connections,
                                                options.seconds(),
                                                stream));
                    }
                }
                Map<Subject, Figures> figures = new EnumMap<>(Subject.class);
                all.forEach((subject, measured) -> figures.put(subject, figures(measured)));
                Row row = new Row(connections, stream, figures);
                print(row);
                rows.add(row);
            }
        }
        return rows;
    }

    private void print(Row row) {
        row.figures()
                .forEach(
                        (subject, f) ->
                                out.printf(
                                        "%-7s %5d  %-8s %9.0f %9.2f %9.2f %9.2f %7d%n",
                                        row.stream() ? "stream" : "plain",
                                        row.connections(),
                                        subject.name().toLowerCase(Locale.ROOT),
                                        f.perSecond(),
                                        f.p50(),
                                        f.p99(),
                                        f.firstP50(),
                                        f.failed()));
        for (Subject other : List.of(Subject.FLOOR, Subject.BESIDE)) {
            if (row.figures().containsKey(other)) {
                out.printf(
                        "        product / %s: throughput %.2f, added p50 %.2f%s%n",
                        other.name().toLowerCase(Locale.ROOT),
                        row.throughputRatio(other),
                        row.addedRatio(other),
                        row.stream()
                                ? ", added first chunk %.2f".formatted(row.addedFirstRatio(other))
                                : "");
            }
        }
    }

    private static Figures figures(List<Measured> measured) {
        return new Figures(
                median(measured, Measured::perSecond),
                median(measured, Measured::p50),
                median(measured, Measured::p99),
                median(measured, Measured::firstP50),
                measured.stream().mapToLong(Measured::failed).sum());
    }

    private static double median(List<Measured> measured, ToDoubleFunction<Measured> figure) {
        double[] sorted = measured.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
