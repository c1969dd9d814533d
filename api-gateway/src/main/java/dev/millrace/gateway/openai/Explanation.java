package dev.millrace.gateway.openai;

import dev.millrace.events.Plan;
import dev.millrace.events.ProcessorReport;
import dev.millrace.events.RequestFinished;
import dev.millrace.gateway.json.JsonText;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Why an answer is what it is, for who asks with `x-millrace-explain`. */
final class Explanation {

    private Explanation() {}

    /** Members of an object, without its braces. */
    static void members(JsonText json, RequestFinished finish) {
        json.ascii("\"request_id\":").string(finish.getRequestId());
        json.ascii(",\"attempts\":").number(finish.getAttempts());
        json.ascii(",\"attempt_id\":").string(finish.getAttemptId().orElse(null));
        json.ascii(",\"provider\":");
        json.string(finish.getCompletion().map(c -> c.getProvider()).orElse(null));
        json.ascii(",\"dropped\":");
        each(json, finish.getCompletion().map(c -> c.getDropped()).orElse(List.of()), json::string);
        json.ascii(",\"notes\":");
        each(json, finish.getCompletion().map(c -> c.getNotes()).orElse(List.of()), json::string);
        finish.getPlan().ifPresent(plan -> plan(json.ascii(",\"plan\":"), plan));
        json.ascii(",\"reports\":");
        each(json, finish.getReports(), report -> report(json, report));
    }

    private static void plan(JsonText json, Plan plan) {
        json.ascii("{\"candidates\":");
        each(
                json,
                plan.getCandidates(),
                candidate -> {
                    json.ascii("{\"provider\":").string(candidate.getProvider());
                    json.ascii(",\"model\":").string(candidate.getModel());
                    json.ascii(",\"reason\":").string(candidate.getReason());
                    String use = candidate.getUse().name().toLowerCase(Locale.ROOT);
                    json.ascii(",\"use\":").string(use);
                    json.ascii(",\"deployment\":").string(candidate.getDeployment()).ascii("}");
                });
        json.ascii(",\"processors\":");
        each(json, plan.getProcessors(), json::string);
        json.ascii(",\"policy\":").string(plan.getPolicy());
        json.ascii(",\"prompt_version\":").string(plan.getPromptVersion().orElse(null));
        json.ascii(",\"features\":{");
        String comma = "";
        for (Map.Entry<String, String> feature : plan.getFeatures().entrySet()) {
            json.ascii(comma).string(feature.getKey()).ascii(":").string(feature.getValue());
            comma = ",";
        }
        json.ascii("},\"reasons\":");
        each(json, plan.getReasons(), json::string);
        json.ascii(",\"model_group\":").string(plan.getModelGroup()).ascii("}");
    }

    private static void report(JsonText json, ProcessorReport report) {
        json.ascii("{\"processor\":").string(report.getProcessor());
        json.ascii(",\"changed\":").ascii(Boolean.toString(report.getChanged()));
        json.ascii(",\"notes\":");
        each(json, report.getNotes(), json::string);
        json.ascii("}");
    }

    private static <T> void each(JsonText json, Collection<T> elements, Consumer<T> writer) {
        String before = "[";
        for (T element : elements) {
            json.ascii(before);
            writer.accept(element);
            before = ",";
        }
        json.ascii(elements.isEmpty() ? "[]" : "]");
    }
}
