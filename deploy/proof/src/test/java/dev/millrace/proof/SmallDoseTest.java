package dev.millrace.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.proof.badinput.BadInputProof;
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
import dev.millrace.proof.product.Product;
import dev.millrace.proof.product.Stand;
import dev.millrace.proof.resume.ResumeProof;
import dev.millrace.proof.retrieval.RetrievalProof;
import dev.millrace.proof.secrets.SecretsProof;
import dev.millrace.proof.walkthrough.WalkthroughProof;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proofs in a small dose, with the code of the full ones. */
class SmallDoseTest {

    private static final int KILLS = 7;

    /** With it each kind of process dies once, broker and database included. */
    private static final long SEED = 56;

    /** A hundred chunks or so of what is hard to work on, for each kind of it. */
    private static final int BAD_BYTES = 200_000;

    /**
     * A rehearsal is worth its minutes only to a product that is started often, and so is the
     * better of the two compilers.
     */
    private static final Map<String, String> UNREHEARSED =
            Map.of("MILLRACE_REHEARSE", "no", "MILLRACE_JAVA_OPTS", "-XX:TieredStopAtLevel=1");

    @TempDir private Path folder;

    /**
     * One product for the proofs that need processes, because its start costs the most: crash comes
     * first, for it accounts for everything that the product has seen.
     */
    @Test
    void processesSurviveKillsCutsBadInputAndAFullDisk() throws Exception {
        Map<String, String> environment = new HashMap<>(UNREHEARSED);
        environment.putAll(BadInputProof.environment());
        environment.put(IngestionProof.LEASE, "5s");
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"));
                Stand stand = Stand.start(folder, disk.folder().resolve("data"), 2, environment)) {
            List<Finding> findings = new ArrayList<>();
            findings.addAll(new CrashProof(SEED, KILLS).findings(stand));
            findings.addAll(new ResumeProof().findings(stand));
            findings.addAll(new IngestionProof(SEED, 40, 3).findings(stand));
            findings.addAll(new BadInputProof(BAD_BYTES).findings(stand));
            findings.addAll(new DiskProof().findings(stand, disk));
            hold(findings);
        }
    }

    @Test
    void questionsAreAnsweredAcrossAKillOfEverything() throws Exception {
        hold(new WalkthroughProof(folder, Product.home(), 60, UNREHEARSED).run());
    }

    @Test
    void bulkWorkGoesOnBesideThoseWhoWait() throws Exception {
        hold(new LanesProof(folder, 1_000, 10, UNREHEARSED).run());
    }

    /**
     * One product for all four: an embedding model of known vectors beside the built-in one, chat
     * models with prices, and a model group whose first dies.
     */
    @Test
    void whatIsKnownIsFoundAndCitedAndCostsWhatItCostsAndWhoDiesIsReplaced() throws Exception {
        try (PricedUpstream priced = new PricedUpstream(SEED, folder.resolve("priced.jsonl"));
                KnowledgeStand stand =
                        KnowledgeStand.start(
                                SEED, folder.resolve("data"), priced.environment(UNREHEARSED))) {
            List<Finding> findings = new ArrayList<>();
            findings.addAll(new RetrievalProof(SEED, 1_500, 10, 20).findings(stand));
            findings.addAll(new GroundingProof(SEED).findings(stand));
            findings.addAll(
                    new CostsProof(SEED, 400)
                            .findings(stand.client(), priced, stand.product().bootstrapServers()));
            findings.addAll(
                    new FailoverProof(SEED, folder, Duration.ofSeconds(4), Duration.ofSeconds(8))
                            .findings(stand.product()));
            hold(findings);
        }
    }

    @Test
    void noSecretIsFoundAndNothingOpensWithoutTheMasterKey() throws Exception {
        hold(new SecretsProof(SEED, false, false, UNREHEARSED).run(folder));
    }

    private static void hold(List<Finding> findings) {
        findings.forEach(finding -> System.out.println(finding.report()));
        assertThat(findings)
                .isNotEmpty()
                .allMatch(finding -> finding.holds() || finding.timed(), "holds");
    }
}
