package dev.millrace.proof.secrets;

import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.secrets.Answers.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Requests through the providers, good and bad, and everything that can be read afterwards. */
final class Calls {

    static final List<String> PROVIDERS =
            List.of("lab", "azure-lab", "claude-lab", "stray", "nowhere", "openai");

    private static final String CHAT = "/v1/chat/completions";
    private static final String JOBS = "/api/v1/llm/query";

    /** What a client is told of each: a status, or an error's code. */
    private static final Map<String, String> EXPECTED =
            new TreeMap<>(
                    Map.of(
                            "lab/good", "200",
                            "azure-lab/good", "200",
                            "claude-lab/good", "200",
                            "openai/good", "200",
                            "lab/blames", "invalid_value",
                            "azure-lab/blames", "invalid_value",
                            "lab/breaks", "upstream_error",
                            "stray/good", "upstream_authentication",
                            "nowhere/good", "upstream_error"));

    private Calls() {}

    private static String body(String model, boolean stream) {
        return """
        {"model":"%s","stream":%s,"messages":[{"role":"user","content":"say something"}]}"""
                .formatted(model, stream);
    }

    /** One call of each kind, plain, streamed and as a job. */
    static Finding all(Answers answers) throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        List<Future<List<String>>> calls = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            EXPECTED.forEach(
                    (model, expected) ->
                            calls.add(threads.submit(() -> asked(answers, model, expected))));
            calls.add(threads.submit(() -> asked(answers, "lab/falters", "")));
            calls.add(threads.submit(() -> job(answers, "lab/good", 200)));
            calls.add(threads.submit(() -> job(answers, "stray/good", 502)));
            Callable<List<String>> tests = () -> tested(answers);
            calls.add(threads.submit(tests));
            for (Future<List<String>> call : calls) {
                faults.addAll(call.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return new Finding(
                "calls end as the upstream has them, good and bad",
                EXPECTED + ", streamed, jobs, tests",
                faults);
    }

    private static List<String> asked(Answers answers, String model, String expected)
            throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        for (boolean stream : new boolean[] {false, true}) {
            Answer answer = answers.post(CHAT, body(model, stream));
            String is = answer.code().isEmpty() ? "" + answer.status() : answer.code();
            if (!expected.isEmpty() && !is.equals(expected)) {
                faults.add(model + ": " + answer + " instead of " + expected);
            }
            String id = answer.json().path("id").asString("");
            if (!id.isEmpty()) {
                answers.get(CHAT + "/" + id);
            }
        }
        return faults;
    }

    private static List<String> job(Answers answers, String model, int expected)
            throws IOException, InterruptedException {
        Answer submitted = answers.post(JOBS, body(model, false));
        String id = submitted.json().path("id").asString("");
        Answer result =
                answers.await(
                        JOBS + "/" + id + "/result", answer -> !answer.code().equals("not_ready"));
        answers.get(JOBS + "/" + id);
        return result.status() == expected
                ? List.of()
                : List.of("job for " + model + ": " + result + " instead of " + expected);
    }

    /** With the wrong key the test tells what the vendor said. */
    private static List<String> tested(Answers answers) throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        for (String id : PROVIDERS) {
            Answer answer = answers.post(Forms.PROVIDERS + "/" + id + "/test?model=good", "");
            if (answer.status() != 200) {
                faults.add(answer.toString());
            }
            boolean refused = answer.body().contains("Incorrect API key provided");
            if (refused != List.of("lab", "stray").contains(id)) {
                faults.add(answer + " does not show that a key was refused, or shows it wrongly");
            }
        }
        return faults;
    }

    /** Every provider is refused to those who ask, waiting or not. */
    static void refused(Answers answers, List<String> faults)
            throws IOException, InterruptedException {
        for (String id : List.of("lab", "azure-lab", "claude-lab", "stray", "nowhere")) {
            faults.addAll(asked(answers, id + "/good", "upstream_authentication"));
        }
        faults.addAll(job(answers, "lab/good", 502));
    }

    static void awaitOffered(Answers answers, String model)
            throws IOException, InterruptedException {
        answers.await("/api/v1/llm/models?limit=200", answer -> answer.body().contains(model));
        // The gateway and the router hear of it a moment later.
        Thread.sleep(1_000);
    }

    /** Asked until it answers: models are found a moment after the start. */
    static Answer awaitGood(Answers answers, String provider)
            throws IOException, InterruptedException {
        awaitOffered(answers, provider + "/good");
        return answers.post(CHAT, body(provider + "/good", false));
    }

    static void readEverything(Answers answers) throws IOException, InterruptedException {
        for (String id : PROVIDERS) {
            answers.get(Forms.PROVIDERS + "/" + id);
            answers.get(Forms.PROVIDERS + "/" + id + "/credentials");
            answers.get(Forms.PROVIDERS + "/" + id + "/status");
        }
        for (String path :
                List.of(
                        Forms.PROVIDERS,
                        "/api/v1/llm/models",
                        "/api/v1/llm/health",
                        "/api/v1/routing/models",
                        "/api/v1/keys",
                        "/api/v1/analytics/usage?group_by=provider,model",
                        "/api/v1/audit",
                        "/v1/models",
                        "/health",
                        "/actuator",
                        "/actuator/health",
                        "/actuator/env",
                        "/actuator/configprops",
                        "/actuator/prometheus")) {
            answers.get(path);
        }
    }
}
