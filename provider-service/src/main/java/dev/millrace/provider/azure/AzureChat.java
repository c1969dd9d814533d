package dev.millrace.provider.azure;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.protocol.ChatProtocol;
import dev.millrace.provider.protocol.EventReader;
import dev.millrace.provider.protocol.Refusals;
import dev.millrace.provider.protocol.Request;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.RateLimits;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /chat/completions} of a deployment. The request is OpenAI's for the model behind the
 * deployment, as far as that is known; answers and events are OpenAI's, and what the filter adds to
 * them (chunks without choices, choices without a delta) they may always have.
 */
final class AzureChat implements ChatProtocol {

    private final ChatProtocol openAi;
    private final Refusals errors;
    private final AzurePaths paths;
    private final AzureSettings settings;
    private final LimitNames limits = new LimitNames();

    AzureChat(ChatProtocol openAi, AzureSettings settings) {
        this.openAi = openAi;
        this.errors = new AzureErrors(openAi::refusal);
        this.paths = new AzurePaths(settings.apiVersion());
        this.settings = settings;
    }

    @Override
    public Request request(ChatCall call) throws ProviderException {
        String deployment = call.model();
        String model = settings.model(deployment);
        Request usual =
                openAi.request(new ChatCall(model, call.body(), call.stream(), call.deadline()));
        Map<String, String> renamed = limits.renamed(deployment);
        boolean asIs = renamed.isEmpty() && model.equals(deployment);
        byte[] body =
                asIs
                        ? usual.body()
                        : RequestBody.parse(usual.body())
                                .rewritten(
                                        Map.of("model", Json.string(deployment)),
                                        renamed,
                                        Set.of());
        return new Request(paths.of(deployment, usual.path()), body, usual.dropped());
    }

    @Override
    public EventReader events(ChatCall call) {
        return openAi.events(call);
    }

    @Override
    public Answer answer(ChatCall call, ObjectNode answer) throws ProviderException {
        return openAi.answer(call, answer);
    }

    @Override
    public @Nullable RateLimits rates(Head head) {
        return openAi.rates(head);
    }

    @Override
    public ProviderFailure refusal(Head head, byte[] body) {
        return errors.of(head, body);
    }

    @Override
    public ProviderFailure refusal(ChatCall call, Head head, byte[] body) {
        ProviderFailure failure = refusal(head, body);
        if (!(failure instanceof ProviderFailure.InvalidRequest)) {
            return failure;
        }
        return limits.learn(call.model(), call.body(), body)
                .<ProviderFailure>map(name -> new ProviderFailure.Misworded(name, failure.detail()))
                .orElse(failure);
    }
}
