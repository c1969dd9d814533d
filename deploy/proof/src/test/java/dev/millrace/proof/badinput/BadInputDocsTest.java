package dev.millrace.proof.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.web.error.ErrorCode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tables of the docs are what the proof tries, and the other way round. */
class BadInputDocsTest {

    private static final List<Case> CASES =
            Case.all(
                    new Case.Given(
                            "revoked",
                            BodyPublishers.noBody(),
                            BodyPublishers.noBody(),
                            BodyPublishers.noBody(),
                            BodyPublishers.noBody(),
                            BodyPublishers.noBody()));

    @Test
    void everyBadRequestIsDocumentedAndTried() throws IOException {
        assertThat(rows("Requests"))
                .containsExactlyElementsOf(CASES.stream().map(Case::row).toList());
    }

    @Test
    void everyBadRecordIsDocumentedAndTried() throws IOException {
        assertThat(rows("Records put on the log by hand"))
                .containsExactlyElementsOf(
                        Arrays.stream(BadRecord.values()).map(BadRecord::row).toList());
    }

    @Test
    void everyBadDocumentIsDocumentedAndTried() throws IOException {
        assertThat(rows("Knowledge bases and documents"))
                .containsExactlyElementsOf(
                        BadDocument.all().stream().map(BadDocument::row).toList());
        assertThat(BadDocument.all()).extracting(BadDocument::name).doesNotHaveDuplicates();
    }

    @Test
    void everyDocumentThatIsHardToWorkOnIsDocumentedAndTried() throws IOException {
        assertThat(rows("Documents that are hard to work on"))
                .containsExactlyElementsOf(Arrays.stream(Bomb.values()).map(Bomb::row).toList());
    }

    @Test
    void everyCodeIsOneOfTheErrorsAndHasItsStatus() {
        assertThat(CASES)
                .allSatisfy(
                        bad ->
                                assertThat(Arrays.stream(ErrorCode.values()))
                                        .anyMatch(
                                                code ->
                                                        code.code().equals(bad.code())
                                                                && code.status() == bad.status()));
        assertThat(CASES).extracting(Case::name).doesNotHaveDuplicates();
    }

    /** The body of the table below a heading. */
    private static List<String> rows(String heading) throws IOException {
        return Files.readAllLines(Path.of("../../docs/bad-input.md")).stream()
                .dropWhile(line -> !line.equals("## " + heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .toList();
    }
}
