package dev.millrace.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.crash.CrashProof;
import dev.millrace.proof.resume.ResumeProof;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proofs in a small dose, with the code of the full ones. */
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

    private static void hold(List<Finding> findings) {
        findings.forEach(finding -> System.out.println(finding.report()));
        assertThat(findings).isNotEmpty().allMatch(Finding::holds);
    }
}
