package dev.millrace.gateway.query;

import dev.millrace.events.Completion;
import dev.millrace.gateway.json.JsonText;
import dev.millrace.gateway.openai.CompletionJson;
import dev.millrace.gateway.openai.Extension;
import dev.millrace.gateway.replies.EventId;
import dev.millrace.gateway.replies.Failures;
import dev.millrace.gateway.replies.StreamEvent;
import dev.millrace.gateway.replies.StreamFormat;
import java.util.Locale;

/** A stream with named events: accepted, chunk, and then finished or error. */
final class NativeFormat implements StreamFormat {

    private final String requestId;
    private final boolean explain;
    private final Locale locale;

    NativeFormat(String requestId, boolean explain, Locale locale) {
        this.requestId = requestId;
        this.explain = explain;
        this.locale = locale;
    }

    @Override
    public void begin(JsonText out) {
        out.ascii("event: accepted\ndata: {\"id\":").string(requestId);
        Links.write(out.ascii(","), requestId);
        out.ascii("}\n\n");
    }

    @Override
    public void event(JsonText out, StreamEvent event) {
        out.ascii("id: ")
                .ascii(new EventId(requestId, event.sequence(), event.offset()).toString());
        switch (event) {
            case StreamEvent.Chunk chunk ->
                    out.ascii("\nevent: chunk\ndata: {\"id\":")
                            .string(requestId)
                            .ascii(",\"sequence\":")
                            .number(chunk.sequence())
                            .ascii(",\"model\":")
                            .string(chunk.model())
                            .ascii(",\"choices\":")
                            .raw(chunk.choices())
                            .ascii("}\n\n");
            case StreamEvent.Finished finished -> finished(out, finished);
            case StreamEvent.Failed failed ->
                    out.ascii("\nevent: error\ndata: ")
                            .raw(Failures.body(failed.code(), failed.finish(), locale))
                            .ascii("\n\n");
        }
    }

    private void finished(JsonText out, StreamEvent.Finished finished) {
        out.ascii("\nevent: finished\ndata: {\"id\":").string(requestId);
        out.ascii(",\"status\":\"completed\"");
        Completion completion = finished.finish().getCompletion().orElse(null);
        if (completion != null) {
            out.ascii(",\"model\":").string(completion.getModel());
            out.ascii(",\"provider\":").string(completion.getProvider());
            out.ascii(",\"usage\":");
            CompletionJson.usage(out, completion.getUsage());
        }
        Extension.write(out, finished.finish(), explain);
        out.ascii("}\n\n");
    }
}
