package dev.millrace.provider.structured;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.catalog.CatalogView;
import dev.millrace.provider.chat.AnswerFormat;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.chat.ChunkSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A provider's chat that holds its models to the structure that a request asks for. */
final class StructuredChat implements ChatProvider {

    private static final ObjectNode ANY_OBJECT =
            Json.MAPPER.createObjectNode().put("type", "object");

    private final String provider;
    private final ChatProvider chat;
    private final CatalogView catalog;
    private final Schemas schemas;

    StructuredChat(String provider, ChatProvider chat, CatalogView catalog, Schemas schemas) {
        this.provider = provider;
        this.chat = chat;
        this.catalog = catalog;
        this.schemas = schemas;
    }

    @Override
    public Set<AnswerFormat> formats(String model) {
        return chat.formats(model);
    }

    @Override
    public Answer chat(ChatCall call, ChunkSink sink, Cancellation cancellation)
            throws ProviderException, InterruptedException {
        Wish wish = Wish.of(call.body()).orElse(null);
        return wish == null
                ? chat.chat(call, sink, cancellation)
                : structured(call, wish, sink, cancellation);
    }

    private Answer structured(ChatCall call, Wish wish, ChunkSink sink, Cancellation cancellation)
            throws ProviderException, InterruptedException {
        CheckedSchema schema = schema(wish);
        List<String> capabilities = catalog.capabilities(provider, call.model());
        Mode mode =
                Mode.of(wish, call.body(), chat.formats(call.model()), capabilities, schema.root());
        Asked asked = asked(mode, wish, call.body());
        List<String> notes = new ArrayList<>();
        if (wish.again()) {
            notes.add("structured: asked again");
        }
        notes.add("structured: " + asked.mode().word());
        GuardedSink guarded = new GuardedSink(sink, asked.tool(), schema.root());
        Answer answer;
        try {
            answer =
                    chat.chat(
                            new ChatCall(
                                    call.model(), asked.body(), call.stream(), call.deadline()),
                            guarded,
                            cancellation);
        } catch (ProviderException e) {
            Answer kept = e.kept();
            throw kept == null ? e : e.keeping(raw(kept, asked, notes));
        }
        List<Judged> judged = judged(answer, asked, schema, wish, call.stream() ? guarded : null);
        judged.forEach(one -> notes.addAll(one.notes(judged.size() == 1)));
        if (judged.stream().noneMatch(Judged::fails)) {
            finish(guarded, call, answer, judged);
            return with(answer, judged, notes);
        }
        if (guarded.shown() && judged.stream().anyMatch(Judged::cutOff)) {
            // The client has its beginning and learns from the usual place why there is no more.
            finish(guarded, call, answer, judged.stream().map(Judged::withoutRest).toList());
        }
        boolean schemaShown = asked.mode() != Mode.NATIVE || capabilities.contains("json_schema");
        throw new ProviderException(
                new ProviderFailure.InvalidOutput(
                        again(call.body(), wish, judged, schemaShown), detail(judged)),
                with(answer, judged, notes));
    }

    private CheckedSchema schema(Wish wish) throws ProviderException {
        ObjectNode schema = wish.schema();
        try {
            return schemas.of(schema == null ? ANY_OBJECT : schema);
        } catch (UnusableSchema e) {
            throw new ProviderException(
                    new ProviderFailure.InvalidRequest(
                            Wish.FORMAT, String.valueOf(e.getMessage())));
        }
    }

    private static Asked asked(Mode mode, Wish wish, RequestBody body) throws ProviderException {
        try {
            return Asked.of(mode, wish, body);
        } catch (IllegalArgumentException _) {
            throw new ProviderException(
                    new ProviderFailure.InvalidRequest("messages", "There are no messages."));
        }
    }

    private static List<Judged> judged(
            Answer answer,
            Asked asked,
            CheckedSchema schema,
            Wish wish,
            @Nullable GuardedSink guarded) {
        List<Judged> judged = new ArrayList<>();
        for (JsonNode each : GuardedSink.array(answer.output())) {
            if (each instanceof ObjectNode choice) {
                Reply reply = Reply.of(choice, asked.tool());
                JsonText json;
                if (guarded == null) {
                    json = new JsonText(schema.root(), false);
                    var _ = json.accept(reply.raw());
                } else {
                    json = guarded.choice(reply.index()).json();
                }
                judged.add(Judged.of(reply, json, schema, wish.strict()));
            }
        }
        return judged;
    }

    private static void finish(
            GuardedSink guarded, ChatCall call, Answer answer, List<Judged> judged)
            throws InterruptedException {
        if (!call.stream()) {
            return;
        }
        ArrayNode last = Json.MAPPER.createArrayNode();
        for (Judged one : judged) {
            String reason = one.reason();
            last.add(
                    guarded.choice(one.reply().index())
                            .finish(one.rest(), reason.isEmpty() ? null : reason));
        }
        guarded.pass(answer.model(), last);
    }

    private static Answer with(Answer answer, List<Judged> judged, List<String> notes) {
        ArrayNode choices = Json.MAPPER.createArrayNode();
        judged.forEach(one -> choices.add(one.choice()));
        List<String> reasons = judged.stream().map(Judged::reason).toList();
        return judged.isEmpty()
                ? answer.with(answer.output(), answer.finishReasons(), notes)
                : answer.with(Json.bytes(choices), reasons, notes);
    }

    /** What had been received of an answer that broke off, where answers stand. */
    private static Answer raw(Answer kept, Asked asked, List<String> notes) {
        ArrayNode choices = Json.MAPPER.createArrayNode();
        for (JsonNode each : GuardedSink.array(kept.output())) {
            if (each instanceof ObjectNode choice) {
                Reply reply = Reply.of(choice, asked.tool());
                choices.add(reply.with(reply.raw(), ""));
            }
        }
        return kept.with(
                choices.isEmpty() ? kept.output() : Json.bytes(choices),
                kept.finishReasons(),
                notes);
    }

    /** Null when the model may not be asked again, or would be cut off again. */
    private static @Nullable RequestBody again(
            RequestBody body, Wish wish, List<Judged> judged, boolean schemaShown) {
        if (wish.retries() == 0 || judged.stream().anyMatch(one -> one.fails() && one.cutOff())) {
            return null;
        }
        return judged.stream()
                .filter(Judged::fails)
                .findFirst()
                .map(
                        one ->
                                Asked.again(
                                        body,
                                        wish,
                                        one.reply().raw(),
                                        one.complaints(),
                                        schemaShown))
                .orElse(null);
    }

    private static String detail(List<Judged> judged) {
        return String.join(
                "; ",
                judged.stream()
                        .filter(Judged::fails)
                        .flatMap(one -> one.complaints().stream())
                        .map(one -> one.note())
                        .distinct()
                        .toList());
    }
}
