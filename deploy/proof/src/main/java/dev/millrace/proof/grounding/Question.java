package dev.millrace.proof.grounding;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A question people might ask about this project's own documents.
 *
 * @param text as they would ask it
 * @param answer where it is answered; null when nowhere: then nothing may be cited
 */
public record Question(String text, @Nullable Place answer) {

    private static final String RESOURCE = "/grounding/questions.json";

    /**
     * A section.
     *
     * @param document its path in the repository
     * @param heading the last one above it, without its number signs
     */
    public record Place(String document, String heading) {

        /** Whether a citation is of this section, by its document's name and its headings. */
        public boolean is(String name, String headings) {
            String cited = plain(headings);
            String wanted = plain(heading);
            return name.equals(document) && (cited.equals(wanted) || cited.endsWith("> " + wanted));
        }

        /** Whether marks of code are kept in headings is the parser's business. */
        private static String plain(String heading) {
            return heading.replace("`", "");
        }
    }

    /** The shipped ones, with what must be cited. */
    public static List<Question> shipped() throws IOException {
        try (InputStream in = requireNonNull(Question.class.getResourceAsStream(RESOURCE))) {
            List<Question> questions = new ArrayList<>();
            for (JsonNode row : JsonMapper.shared().readTree(in).path("questions")) {
                JsonNode answer = row.path("answer");
                questions.add(
                        new Question(
                                row.path("question").asString(""),
                                answer.isObject()
                                        ? new Place(
                                                answer.path("document").asString(""),
                                                answer.path("heading").asString(""))
                                        : null));
            }
            return questions;
        }
    }
}
