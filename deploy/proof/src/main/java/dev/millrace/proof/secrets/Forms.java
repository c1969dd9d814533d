package dev.millrace.proof.secrets;

import dev.millrace.proof.secrets.Answers.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Sets providers up, rightly and wrongly. */
final class Forms {

    static final String PROVIDERS = "/api/v1/llm/providers";

    /** Each with a credential in a place where none belongs; {@code %s} is the credential. */
    private static final List<String> WRONG =
            List.of(
                    "{\"id\":\"%s\",\"type\":\"openai\"}",
                    "{\"id\":\"bad\",\"type\":\"%s\"}",
                    "{\"id\":\"bad\",\"type\":\"openai\",\"headers\":{\"Authorization\":\"Bearer %s\"}}",
                    "{\"id\":\"bad\",\"type\":\"openai\",\"headers\":{\"x-api-key\":\"%s\"}}",
                    "{\"id\":\"bad\",\"type\":\"openai\",\"endpoint\":\"https://user:%s@vendor.test/v1\"}",
                    "{\"id\":\"bad\",\"type\":\"openai\",\"endpoint\":\"https://vendor.test/v1?key=%s\"}",
                    "{\"id\":\"bad\",\"type\":\"azure\",\"api_version\":\"%s\"}",
                    "{\"id\":\"bad\",\"type\":\"openai\",\"api_key\":\"%s\"}",
                    "{\"id\":\"bad\",\"type\":\"openai\",\"credential\":\"%s and more\"}",
                    "{\"id\":\"bad\",\"type\":\"openai\",\"credential\":[\"%s\"]}",
                    "{\"id\":\"bad\",\"type\":\"openai\",\"lacks\":[\"%s\"]}",
                    "{\"id\":\"bad\",\"type\":\"openai\",\"fallback\":\"%s\"}",
                    "{\"id\":\"bad\",\"type\":\"openai\",\"credential\":\"%s");

    static final int MISPLACED = WRONG.size() + 2;

    private Forms() {}

    /** The providers; what was not taken. */
    static List<String> setUp(Answers answers, LeakyUpstream upstream, Keys keys)
            throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        expect(
                faults,
                201,
                create(
                        answers,
                        "lab",
                        "openai-compatible",
                        upstream.address("/lab/v1"),
                        keys.first(),
                        ",\"headers\":{\"x-team\":\"red\"}"));
        expect(
                faults,
                201,
                create(
                        answers,
                        "azure-lab",
                        "azure",
                        upstream.address("/azure"),
                        keys.azure(),
                        ",\"models\":[\"good\",\"blames\"]"));
        expect(
                faults,
                201,
                create(
                        answers,
                        "claude-lab",
                        "anthropic",
                        upstream.address("/claude/v1"),
                        keys.claude(),
                        ""));
        expect(
                faults,
                201,
                create(
                        answers,
                        "stray",
                        "openai-compatible",
                        upstream.address("/stray/v1"),
                        keys.stray(),
                        ",\"models\":[\"good\"]"));
        expect(
                faults,
                201,
                create(
                        answers,
                        "nowhere",
                        "openai-compatible",
                        "http://127.0.0.1:1/v1",
                        keys.nowhere(),
                        ",\"models\":[\"good\"]"));
        String credentials = PROVIDERS + "/lab/credentials";
        for (Secret next : List.of(keys.rotated(), keys.wrong())) {
            expect(
                    faults,
                    201,
                    answers.post(credentials, "{\"credential\":\"%s\"}".formatted(next.text())));
        }
        return faults;
    }

    private static Answer create(
            Answers answers, String id, String type, String address, Secret key, String more)
            throws IOException, InterruptedException {
        return answers.post(
                PROVIDERS,
                """
                {"id":"%s","type":"%s","deployment_mode":"local","endpoint":"%s","credential":"%s"%s}"""
                        .formatted(id, type, address, key.text(), more));
    }

    /** Credentials where none belong; what was not refused. */
    static List<String> misplace(Answers answers, Keys keys)
            throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        int at = 0;
        for (String form : WRONG) {
            refused(
                    faults,
                    answers.post(PROVIDERS, form.formatted(keys.misplaced().get(at++).text())));
        }
        for (String form : List.of("{\"credential\":[\"%s\"]}", "{\"secret\":\"%s\"}")) {
            refused(
                    faults,
                    answers.post(
                            PROVIDERS + "/lab/credentials",
                            form.formatted(keys.misplaced().get(at++).text())));
        }
        String models = "/v1/models";
        refused(
                faults,
                answers.send(
                        "an unknown key",
                        answers.request(models)
                                .setHeader("authorization", "Bearer " + keys.unknown().text())
                                .GET()
                                .build()));
        return faults;
    }

    private static void refused(List<String> faults, Answer answer) {
        if (answer.status() < 400 || answer.status() >= 500) {
            faults.add(answer + " is no refusal");
        }
    }

    private static void expect(List<String> faults, int status, Answer answer) {
        if (answer.status() != status) {
            faults.add(answer + " instead of " + status);
        }
    }
}
