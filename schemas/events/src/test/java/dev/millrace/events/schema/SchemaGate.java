package dev.millrace.events.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * Compares a record's schema with one that was released. Avro's own check tells whether each can
 * read what the other writes; beyond that nothing may vanish, and meaning that Avro's check and the
 * fingerprint ignore (logical types, attributes such as {@code content}) must stay.
 */
final class SchemaGate {

    /** Differs between how a schema was parsed and has no meaning on the wire. */
    private static final Set<String> MEANINGLESS = Set.of("avro.java.string");

    private final List<String> violations = new ArrayList<>();
    private final Set<String> visited = new HashSet<>();

    private SchemaGate() {}

    /**
     * What is wrong with {@code current}, given that {@code kept} was released; empty when all is
     * well.
     */
    static List<String> violations(Schema kept, Schema current) {
        SchemaGate gate = new SchemaGate();
        gate.readable("records of a kept version", current, kept);
        gate.readable("this version's records by a kept one", kept, current);
        gate.compare(kept.getName(), kept, current);
        return gate.violations;
    }

    private void readable(String what, Schema reader, Schema writer) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        if (result.getType() != SchemaCompatibilityType.COMPATIBLE) {
            result.getResult()
                    .getIncompatibilities()
                    .forEach(
                            each ->
                                    violations.add(
                                            "cannot read %s: %s at %s"
                                                    .formatted(
                                                            what,
                                                            each.getType(),
                                                            each.getLocation())));
        }
    }

    private void compare(String path, Schema kept, Schema current) {
        if (kept.getType() != current.getType()) {
            violations.add(path + ": type changed");
            return;
        }
        attributes(path, kept.getObjectProps(), current.getObjectProps());
        switch (kept.getType()) {
            case RECORD -> record(path, kept, current);
            case ENUM -> enumeration(path, kept, current);
            case ARRAY -> compare(path + "[]", kept.getElementType(), current.getElementType());
            case MAP -> compare(path + "{}", kept.getValueType(), current.getValueType());
            case UNION -> union(path, kept, current);
            default -> {}
        }
    }

    private void record(String path, Schema kept, Schema current) {
        if (!visited.add(kept.getFullName())) {
            return;
        }
        if (!kept.getFullName().equals(current.getFullName())) {
            violations.add(path + ": renamed to " + current.getFullName());
        }
        for (Schema.Field field : kept.getFields()) {
            Schema.Field now = current.getField(field.name());
            String place = path + '.' + field.name();
            if (now == null) {
                violations.add(place + ": removed or renamed");
                continue;
            }
            attributes(place, field.getObjectProps(), now.getObjectProps());
            if (field.hasDefaultValue() && !now.hasDefaultValue()) {
                violations.add(place + ": lost its default");
            }
            compare(place, field.schema(), now.schema());
        }
        for (Schema.Field field : current.getFields()) {
            if (kept.getField(field.name()) == null && !field.hasDefaultValue()) {
                violations.add(path + '.' + field.name() + ": added without a default");
            }
        }
    }

    private void enumeration(String path, Schema kept, Schema current) {
        if (!visited.add(kept.getFullName())) {
            return;
        }
        if (!current.getEnumSymbols().containsAll(kept.getEnumSymbols())) {
            violations.add(path + ": lost a symbol");
        }
        if (!Objects.equals(kept.getEnumDefault(), current.getEnumDefault())) {
            violations.add(path + ": another default");
        }
    }

    private void union(String path, Schema kept, Schema current) {
        for (Schema branch : kept.getTypes()) {
            Integer at = current.getIndexNamed(branch.getFullName());
            if (at == null) {
                violations.add(path + ": lost the branch " + branch.getName());
            } else {
                compare(path, branch, current.getTypes().get(at));
            }
        }
        if (current.getTypes().size() != kept.getTypes().size()) {
            violations.add(path + ": another number of branches");
        }
    }

    /** Logical types are attributes too: {@code logicalType}, {@code precision}, {@code scale}. */
    private void attributes(String path, Map<String, Object> kept, Map<String, Object> current) {
        Map<String, Object> before = new TreeMap<>(kept);
        Map<String, Object> after = new TreeMap<>(current);
        before.keySet().removeAll(MEANINGLESS);
        after.keySet().removeAll(MEANINGLESS);
        if (!before.equals(after)) {
            violations.add(path + ": attributes changed from " + before + " to " + after);
        }
    }
}
