package dev.millrace.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.proof.badinput.BadInputProof;
import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.crash.CrashProof;
import dev.millrace.proof.disk.DiskProof;
import dev.millrace.proof.lanes.LanesProof;
import dev.millrace.proof.resume.ResumeProof;
import dev.millrace.proof.walkthrough.WalkthroughProof;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every proof in a small dose, with the code of the full ones. */
class SmallDoseTest {

    private static final long SEED = 7;

    @TempDir private Path folder;

    @Test
    void nothingIsLostAcrossSevenKills() throws Exception {
        hold(new CrashProof(folder, SEED, 7).run());
    }

    @Test
    void streamsCutAnywhereGoOnAtTheOtherGateway() throws Exception {
        hold(new ResumeProof(folder).run());
    }

    @Test
    void interactiveRequestsAreQuickBesideALongQueue() throws Exception {
        hold(new LanesProof(folder, 2_000, 8).run());
    }

    @Test
    void badInputHarmsNobodyElse() throws Exception {
        hold(new BadInputProof(folder).run());
    }

    @Test
    void aFullDiskLosesNothing() throws Exception {
        hold(new DiskProof(folder).run());
    }

    @Test
    void theWalkThroughSurvivesAKill() throws Exception {
        hold(new WalkthroughProof(folder, 60).run());
    }

    private static void hold(List<Finding> findings) {
        findings.forEach(finding -> System.out.println(finding.report()));
        assertThat(findings).isNotEmpty().allMatch(Finding::holds);
    }
}
