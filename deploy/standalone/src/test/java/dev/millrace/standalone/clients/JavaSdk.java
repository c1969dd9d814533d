package dev.millrace.standalone.clients;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How the tests use the official client for Java. */
final class JavaSdk {

    private JavaSdk() {}

    static OpenAIClient client(String key, int retries) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(ClientHouse.get().baseUrl())
                .apiKey(key)
                .maxRetries(retries)
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    static ChatCompletionCreateParams.Builder ask(Script script) {
        return ask(ScriptedUpstream.CHAT, script.prompt());
    }

    static ChatCompletionCreateParams.Builder ask(String model, String prompt) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage(prompt);
    }

    static String text(ChatCompletion completion) {
        return completion.choices().getFirst().message().content().orElse("");
    }

    static List<ChatCompletionChunk> stream(
            OpenAIClient client, ChatCompletionCreateParams.Builder params) {
        try (var stream = client.chat().completions().createStreaming(params.build())) {
            return new ArrayList<>(stream.stream().toList());
        }
    }

    static String text(List<ChatCompletionChunk> chunks) {
        var text = new StringBuilder();
        for (var chunk : chunks) {
            chunk.choices().forEach(choice -> choice.delta().content().ifPresent(text::append));
        }
        return text.toString();
    }
}
