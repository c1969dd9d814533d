package dev.millrace.gateway.openai;

import dev.millrace.events.Completion;
import dev.millrace.events.RequestFinished;
import dev.millrace.gateway.admission.RequestIds;
import dev.millrace.gateway.json.JsonText;
import dev.millrace.gateway.replies.EventId;
import dev.millrace.gateway.replies.Failures;
import dev.millrace.gateway.replies.StreamEvent;
import dev.millrace.gateway.replies.StreamFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A stream as OpenAI sends it: `chat.completion.chunk`s, the usage when it was asked for and what
 * the answer stands on when it was grounded, {@code [DONE]}. A failure is an `error` object and no
 * {@code [DONE]}.
 */
public final class ChatFormat implements StreamFormat {

    private static final ByteBuffer NOTHING =
            ByteBuffer.wrap("[]".getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();

    private final String requestId;
    private final String start;
    private final boolean usage;
    private final boolean explain;
    private final Locale locale;

    /**
     * The format of one stream.
     *
     * @param usage whether the usage is wanted
     * @param explain whether the plan is wanted
     * @param locale of error messages
     */
    public ChatFormat(String requestId, boolean usage, boolean explain, Locale locale) {
        this.requestId = requestId;
        this.usage = usage;
        this.explain = explain;
        this.locale = locale;
        this.start =
                "{\"id\":\""
                        + RequestIds.CHAT_PREFIX
                        + requestId
                        + "\",\"object\":\"chat.completion.chunk\",\"created\":"
                        + RequestIds.time(requestId).getEpochSecond()
                        + ",\"model\":";
    }

    @Override
    public void event(JsonText out, StreamEvent event) {
        out.ascii("id: ")
                .ascii(new EventId(requestId, event.sequence(), event.offset()).toString());
        out.ascii("\ndata: ");
        switch (event) {
            case StreamEvent.Chunk chunk -> {
                choices(out, chunk.model(), chunk.choices());
                out.ascii(usage ? ",\"usage\":null}\n\n" : "}\n\n");
            }
            case StreamEvent.Finished finished -> {
                if (usage || Extension.isDue(finished.finish(), explain)) {
                    last(out, finished.finish());
                    out.ascii("\n\ndata: ");
                }
                out.ascii("[DONE]\n\n");
            }
            case StreamEvent.Failed failed -> {
                out.raw(Failures.body(failed.code(), failed.finish(), locale));
                out.ascii("\n\n");
            }
        }
    }

    private void choices(JsonText out, String model, ByteBuffer choices) {
        out.ascii(start).string(model).ascii(",\"choices\":").raw(choices);
    }

    private void last(JsonText out, RequestFinished finish) {
        Optional<Completion> completion = finish.getCompletion();
        choices(out, completion.map(Completion::getModel).orElse(""), NOTHING);
        if (usage && completion.isPresent()) {
            out.ascii(",\"usage\":");
            CompletionJson.usage(out, completion.get().getUsage());
        }
        Extension.write(out, finish, explain);
        out.ascii("}");
    }
}
