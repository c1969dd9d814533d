package dev.millrace.postprocess.pipeline;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Every processor the service registers: a new one takes part in all properties by itself. */
public final class KnownProcessors {

    private KnownProcessors() {}

    static List<Processor> all() {
        return Arrays.stream(PipelineConfiguration.class.getDeclaredMethods())
                .filter(method -> Processor.class.isAssignableFrom(method.getReturnType()))
                .sorted(Comparator.comparing(Method::getName))
                .map(KnownProcessors::made)
                .toList();
    }

    public static List<String> names() {
        return all().stream().map(Processor::name).toList();
    }

    private static Processor made(Method bean) {
        try {
            return (Processor) requireNonNull(bean.invoke(new PipelineConfiguration()));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new AssertionError("make " + bean.getName() + " by hand here", e);
        }
    }

    /** Every set of them, the empty one too, in every order. */
    static List<List<Processor>> arrangements() {
        List<List<Processor>> arrangements = new ArrayList<>();
        extend(List.of(), all(), arrangements);
        return arrangements;
    }

    private static void extend(
            List<Processor> chosen, List<Processor> left, List<List<Processor>> into) {
        into.add(chosen);
        for (Processor next : left) {
            List<Processor> longer = new ArrayList<>(chosen);
            longer.add(next);
            extend(longer, left.stream().filter(other -> !other.equals(next)).toList(), into);
        }
    }
}
