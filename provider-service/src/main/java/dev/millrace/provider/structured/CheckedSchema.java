package dev.millrace.provider.structured;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A schema that is ready to check answers. Thread-safe. */
final class CheckedSchema {

    /** Told of one answer. */
    private static final int MOST_COMPLAINTS = 16;

    /** Keywords tried on parts of one answer; anyOf within anyOf doubles with each level. */
    private static final long MOST_STEPS = 2_000_000;

    /** Schemas within each other, counted along a value; a thread's stack has to hold them. */
    private static final int DEEPEST = 1_200;

    private static final Complaint TOO_MUCH =
            new Complaint("/", "effort", "It takes too long to check; give a simpler answer.");

    private final Schema schema;
    private final Root root;
    private final Set<String> names;

    /**
     * @param names of properties that the schema speaks of
     */
    CheckedSchema(Schema schema, Root root, Set<String> names) {
        this.schema = schema;
        this.root = root;
        this.names = names;
    }

    /** What an answer has to be as a whole. */
    Root root() {
        return root;
    }

    /** What is wrong with a value; empty when it fits. */
    List<Complaint> check(JsonNode value) {
        BoundedPatterns.Steps steps = new BoundedPatterns.Steps();
        List<Error> errors;
        try {
            errors = steps.counting(() -> schema.validate(value, CheckedSchema::limit));
        } catch (ValidationLimitExceededException | StackOverflowError _) {
            return List.of(TOO_MUCH);
        }
        if (steps.spent()) {
            return List.of(TOO_MUCH);
        }
        List<Complaint> complaints = new ArrayList<>();
        for (Error error : errors) {
            if (complaints.size() == MOST_COMPLAINTS) {
                break;
            }
            String keyword = String.valueOf(error.getKeyword());
            complaints.add(
                    new Complaint(path(error.getInstanceLocation()), keyword, error.toString()));
        }
        return complaints;
    }

    private static void limit(ExecutionContext context) {
        context.executionConfig(
                config -> config.maxEvaluationSteps(MOST_STEPS).maxEvaluationDepth(DEEPEST));
    }

    private String path(NodePath location) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < location.getNameCount(); i++) {
            String part =
                    switch (location.getElement(i)) {
                        case Integer index -> index.toString();
                        case String name when names.contains(name) -> name;
                        default -> "*";
                    };
            path.append('/').append(part);
        }
        return path.isEmpty() ? "/" : path.toString();
    }
}
