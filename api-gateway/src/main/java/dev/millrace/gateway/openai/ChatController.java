package dev.millrace.gateway.openai;

import dev.millrace.events.Operation;
import dev.millrace.gateway.admission.Admission;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Asking models, as OpenAI's clients do. */
@RestController
final class ChatController {

    private final Asking asking;

    ChatController(Asking asking) {
        this.asking = asking;
    }

    @PostMapping({"/v1/chat/completions", "/chat/completions"})
    void chat(HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        asking.ask(
                Operation.CHAT,
                Admission.read(request),
                (id, wanted, locale) ->
                        new ChatFormat(id, wanted.usage(), wanted.explain(), locale),
                request,
                response);
    }

    @PostMapping({"/v1/embeddings", "/embeddings"})
    void embeddings(HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        asking.ask(
                Operation.EMBEDDINGS,
                Admission.read(request),
                (_, _, _) -> {
                    throw new IllegalStateException("embeddings are never streamed");
                },
                request,
                response);
    }
}
