package dev.millrace.rag.embedding;

import dev.millrace.events.Authority;
import dev.millrace.events.Candidate;
import dev.millrace.events.CandidateUse;
import dev.millrace.events.Completion;
import dev.millrace.events.Ending;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Failure;
import dev.millrace.events.InternalCall;
import dev.millrace.events.Money;
import dev.millrace.events.Operation;
import dev.millrace.events.Plan;
import dev.millrace.events.ReplyAddress;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Service;
import dev.millrace.log.reply.ReplyHandler;
import dev.millrace.web.error.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One call of an embedding model, as the log carries it. */
final class RoadCall {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Nothing is reserved of a budget yet, but who spends is named (rule 8). */
    private static final Money RESERVED = new Money(0L, "USD");

    private RoadCall() {}

    static byte[] body(EmbeddingModel model, List<String> texts) {
        ObjectNode body = JSON.createObjectNode();
        body.put("model", model.model());
        body.put("encoding_format", "base64");
        var input = body.putArray("input");
        texts.forEach(input::add);
        return JSON.writeValueAsBytes(body);
    }

    static ExecutionReady record(
            String requestId,
            EmbeddingModel model,
            byte[] body,
            OnBehalf behalf,
            Instant now,
            Instant deadline,
            ReplyAddress replyTo) {
        Authority authority =
                Authority.newBuilder(behalf.authority())
                        .setReservation(behalf.authority().getReservation().orElse(RESERVED))
                        .build();
        RequestHead head =
                RequestHead.newBuilder()
                        .setRequestId(requestId)
                        .setOperation(Operation.EMBEDDINGS)
                        .setLane(behalf.lane())
                        .setAcceptedAt(now)
                        .setDeadline(deadline)
                        .setAuthority(authority)
                        .setModel(model.provider() + "/" + model.model())
                        .setReplyTo(replyTo)
                        .build();
        return new ExecutionReady(
                RequestAccepted.newBuilder().setHead(head).setBody(Content.clear(body)).build(),
                Plan.newBuilder()
                        .setCandidates(
                                List.of(
                                        new Candidate(
                                                model.provider(),
                                                model.model(),
                                                "the knowledge base's",
                                                CandidateUse.ALWAYS,
                                                "",
                                                "",
                                                null,
                                                null,
                                                null)))
                        .build(),
                null,
                new InternalCall(Service.RAG.id(), behalf.parentId()));
    }

    /**
     * The vectors of an answer.
     *
     * @throws EmbeddingFailed when it is no answer, or a useless one
     */
    static List<float[]> vectors(RequestFinished finish, int wanted) throws EmbeddingFailed {
        Completion completion = finish.getCompletion().orElse(null);
        if (finish.getEnding() != Ending.COMPLETED || completion == null) {
            Failure said = finish.getFailure().orElse(null);
            ErrorCode unsaid =
                    finish.getEnding() == Ending.EXPIRED
                            ? ErrorCode.EXPIRED
                            : ErrorCode.UPSTREAM_ERROR;
            throw new EmbeddingFailed(said == null ? failure(unsaid, true, "") : said);
        }
        byte[] data = Content.open(completion.getOutput()).orElse(new byte[0]);
        try {
            return VectorReader.read(data, wanted);
        } catch (VectorReader.Unusable e) {
            throw new EmbeddingFailed(
                    failure(
                            ErrorCode.UPSTREAM_INVALID,
                            false,
                            "The embedding model answered with " + e.getMessage() + "."));
        }
    }

    static Failure failure(ErrorCode code, boolean retryable, String detail) {
        return new Failure(
                code.code(),
                null,
                code.status(),
                retryable,
                null,
                Content.clear(detail),
                List.of());
    }

    /** Hands the finish to whoever waits. */
    record Waiter(CompletableFuture<RequestFinished> finish) implements ReplyHandler {

        @Override
        public void onChunk(ReplyChunk chunk, long offset) {
            // Vectors come whole.
        }

        @Override
        public void onFinish(RequestFinished finished, long offset) {
            finish.complete(finished);
        }
    }
}
