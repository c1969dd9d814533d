package dev.millrace.proof;

import dev.millrace.proof.badinput.BadDocuments;
import dev.millrace.proof.badinput.BadInputProof;
import dev.millrace.proof.bench.Bench;
import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.costs.CostsProof;
import dev.millrace.proof.costs.PricedUpstream;
import dev.millrace.proof.crash.CrashProof;
import dev.millrace.proof.disk.DiskProof;
import dev.millrace.proof.disk.SmallDisk;
import dev.millrace.proof.failover.FailoverProof;
import dev.millrace.proof.grounding.GroundingProof;
import dev.millrace.proof.ingestion.IngestionProof;
import dev.millrace.proof.knowledge.KnowledgeStand;
import dev.millrace.proof.lanes.LanesProof;
import dev.millrace.proof.limits.LimitsProof;
import dev.millrace.proof.load.Client;
import dev.millrace.proof.product.Product;
import dev.millrace.proof.product.Stand;
import dev.millrace.proof.resume.ResumeProof;
import dev.millrace.proof.retrieval.RetrievalProof;
import dev.millrace.proof.secrets.SecretsProof;
import dev.millrace.proof.upstream.CallLog;
import dev.millrace.proof.upstream.EchoUpstream;
import dev.millrace.proof.walkthrough.WalkthroughProof;
import dev.millrace.standalone.Logs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The full doses: {@code ./millrace prove NAME} and {@code ./millrace bench}. Exit code 1 when
 * something does not hold.
 */
@Command(
        name = "millrace",
        subcommands = {ProofMain.Prove.class, ProofMain.Measure.class},
        mixinStandardHelpOptions = true)
public final class ProofMain {

    public static void main(String[] args) {
        Logs.quiet();
        System.exit(new CommandLine(new ProofMain()).execute(args));
    }

    /** Options every proof has. */
    static final class Dose {
        @Option(names = "--seed", description = "Random choices follow it; printed with every run.")
        long seed = System.nanoTime() & 0xffffff;

        @Option(
                names = "--folder",
                description = "For data and transcripts; default a temporary one.")
        @Nullable Path folder;

        Path folder(String name) throws IOException {
            Path chosen =
                    folder == null ? Files.createTempDirectory("millrace-" + name + "-") : folder;
            Files.createDirectories(chosen);
            System.out.println("proof " + name + ", seed " + seed + ", folder " + chosen);
            return chosen;
        }

        Stand stand(String name, int gateways, Map<String, String> environment) throws IOException {
            Path chosen = folder(name);
            return Stand.start(chosen, chosen.resolve("data"), gateways, environment);
        }

        KnowledgeStand knowledge(String name) throws IOException {
            return KnowledgeStand.start(seed, folder(name).resolve("data"), Map.of());
        }
    }

    static int report(List<Finding> findings) {
        findings.forEach(finding -> System.out.println(finding.report()));
        boolean holds = findings.stream().allMatch(Finding::holds);
        System.out.println(holds ? "proved" : "NOT proved");
        return holds ? 0 : 1;
    }

    @Command(name = "prove", description = "Runs the full dose of a proof.")
    static final class Prove {

        private static final int UPSTREAM_MILLIS = 120;

        @Command(description = "Random kill -9 of random processes under load; nothing is lost.")
        int crash(
                @Mixin Dose dose,
                @Option(
                                names = {"--kills", "--size"},
                                defaultValue = "200")
                        int kills)
                throws Exception {
            try (Stand stand = dose.stand("crash", 2, Map.of())) {
                return report(new CrashProof(dose.seed, kills).findings(stand));
            }
        }

        @Command(description = "Streams cut after every event go on at the other gateway.")
        int resume(@Mixin Dose dose) throws Exception {
            try (Stand stand = dose.stand("resume", 2, Map.of())) {
                return report(new ResumeProof().findings(stand));
            }
        }

        @Command(description = "Interactive requests beside a long queue of jobs.")
        int lanes(
                @Mixin Dose dose,
                @Option(
                                names = {"--jobs", "--size"},
                                defaultValue = "20000")
                        int jobs,
                @Option(names = "--seconds", defaultValue = "60") int seconds)
                throws Exception {
            return report(new LanesProof(dose.folder("lanes"), jobs, seconds, Map.of()).run());
        }

        @Command(description = "Bad input of every kind beside a good load.")
        int badinput(@Mixin Dose dose) throws Exception {
            try (Stand stand = dose.stand("badinput", 1, BadInputProof.environment())) {
                return report(new BadInputProof(BadDocuments.FULL).findings(stand));
            }
        }

        @Command(description = "Known vectors: what is found, how fast, and how fast it goes in.")
        int retrieval(
                @Mixin Dose dose,
                @Option(
                                names = {"--chunks", "--size"},
                                defaultValue = "100000")
                        int chunks,
                @Option(names = "--readers", defaultValue = "10") int readers,
                @Option(names = "--questions", defaultValue = "400") int questions)
                throws Exception {
            try (KnowledgeStand stand = dose.knowledge("retrieval")) {
                return report(
                        new RetrievalProof(dose.seed, chunks, readers, questions).findings(stand));
            }
        }

        @Command(description = "Answers cite the right section of the docs, and no other tenant's.")
        int grounding(@Mixin Dose dose) throws Exception {
            try (KnowledgeStand stand = dose.knowledge("grounding")) {
                return report(new GroundingProof(dose.seed).findings(stand));
            }
        }

        @Command(description = "Random kill -9 while documents are indexed; none is half there.")
        int ingestion(
                @Mixin Dose dose,
                @Option(
                                names = {"--documents", "--size"},
                                defaultValue = "2000")
                        int documents,
                @Option(names = "--kills", defaultValue = "20") int kills)
                throws Exception {
            try (Stand stand = dose.stand("ingestion", 1, Map.of())) {
                return report(new IngestionProof(dose.seed, documents, kills).findings(stand));
            }
        }

        @Command(description = "The disk fills up and is freed again (mounts a small file system).")
        int disk(@Mixin Dose dose) throws Exception {
            Path folder = dose.folder("disk");
            try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"));
                    Stand stand = Stand.start(folder, disk.folder().resolve("data"), 1, Map.of())) {
                return report(new DiskProof().findings(stand, disk));
            }
        }

        @Command(description = "Calls of every kind cost what other code makes of their prices.")
        int costs(
                @Mixin Dose dose,
                @Option(
                                names = {"--calls", "--size"},
                                defaultValue = "10000")
                        int calls)
                throws Exception {
            Path folder = dose.folder("costs");
            try (PricedUpstream upstream =
                            new PricedUpstream(dose.seed, folder.resolve("upstream.jsonl"));
                    Product product =
                            Product.start(
                                    new Product.Setup(
                                            folder.resolve("data"),
                                            false,
                                            1,
                                            upstream.environment(Map.of())));
                    Client client =
                            new Client(product.gateways(), Product.ADMIN_KEY, "simulator-small")) {
                return report(
                        new CostsProof(dose.seed, calls)
                                .findings(client, upstream, product.bootstrapServers()));
            }
        }

        @Command(description = "Two instances share limits a minute; one of them is killed.")
        int limits(@Mixin Dose dose, @Option(names = "--seconds", defaultValue = "360") int seconds)
                throws Exception {
            Path folder = dose.folder("limits");
            try (EchoUpstream upstream =
                            new EchoUpstream(
                                    new CallLog(folder.resolve("upstream.jsonl")),
                                    UPSTREAM_MILLIS);
                    Product product =
                            Product.start(
                                    new Product.Setup(
                                            folder.resolve("data"), true, 1, 2, Map.of()))) {
                return report(new LimitsProof(dose.seed, seconds).findings(product, upstream));
            }
        }

        @Command(description = "The first of a model group dies under load and comes back.")
        int failover(
                @Mixin Dose dose, @Option(names = "--seconds", defaultValue = "20") int seconds)
                throws Exception {
            Path folder = dose.folder("failover");
            try (Product product =
                    Product.start(new Product.Setup(folder.resolve("data"), false, 1, Map.of()))) {
                return report(
                        new FailoverProof(
                                        dose.seed,
                                        folder,
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(seconds))
                                .findings(product));
            }
        }

        @Command(description = "No secret is anywhere; without the master key nothing opens.")
        int secrets(
                @Mixin Dose dose,
                @Option(names = "--one-jvm", description = "Not each service in a process.")
                        boolean oneJvm)
                throws Exception {
            return report(
                    new SecretsProof(dose.seed, !oneJvm, true, Map.of())
                            .run(dose.folder("secrets")));
        }

        @Command(description = "200 real questions, the product killed in the middle.")
        int walkthrough(
                @Mixin Dose dose,
                @Option(
                                names = {"--questions", "--size"},
                                defaultValue = "200")
                        int questions)
                throws Exception {
            return report(
                    new WalkthroughProof(
                                    dose.folder("walkthrough"), Product.home(), questions, Map.of())
                            .run());
        }

        @Command(description = "The walk-through, begun by another version of the product.")
        int upgrade(
                @Mixin Dose dose,
                @Option(
                                names = "--from",
                                required = true,
                                description = "Checkout of the version that is killed.")
                        Path from,
                @Option(
                                names = {"--questions", "--size"},
                                defaultValue = "200")
                        int questions)
                throws Exception {
            return report(
                    new WalkthroughProof(
                                    dose.folder("upgrade"),
                                    from.toAbsolutePath(),
                                    questions,
                                    Map.of())
                            .run());
        }
    }

    @Command(name = "bench", description = "Direct call, product and floor in alternating pairs.")
    static final class Measure implements Callable<Integer> {
        @Option(names = "--pairs", defaultValue = "5")
        int pairs;

        @Option(names = "--seconds", defaultValue = "10")
        int seconds;

        @Option(names = "--floor", description = "Also the bare HTTP-and-log floor.")
        boolean floor;

        @Option(names = "--beside", description = "Also the product of this checkout.")
        @Nullable Path beside;

        @Option(names = "--connections", split = ",", defaultValue = "1,100,400")
        List<Integer> connections = List.of();

        @Option(names = "--kinds", split = ",", defaultValue = "plain,stream")
        List<String> kinds = List.of();

        @Override
        public Integer call() throws Exception {
            Bench.Options options =
                    new Bench.Options(
                            pairs,
                            seconds,
                            floor,
                            beside == null ? null : beside.toAbsolutePath(),
                            connections,
                            kinds.stream().map("stream"::equals).toList());
            new Bench(options, Files.createTempDirectory("millrace-bench-"), System.out).run();
            return 0;
        }
    }
}
