package dev.millrace.postprocess.run;

import dev.millrace.events.Authority;
import dev.millrace.events.Lane;
import dev.millrace.events.Operation;
import dev.millrace.events.RequestHead;
import dev.millrace.events.Retention;
import dev.millrace.events.RetrievalRequest;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A line on its way into the log. */
record BacklogLine(
        UUID runId,
        long number,
        RequestHead head,
        boolean runCancelled,
        ByteBuffer body,
        @Nullable String bodyReference,
        @Nullable RetrievalRequest retrieval,
        @Nullable String trace) {

    /** What {@link #read} reads, of a `run_line l` and its `run r`. */
    static final String COLUMNS =
            """
            l.run_id, l.number, l.request_id, l.operation, l.model, l.needs, l.tags, l.explain, l.body,
            l.body_reference, l.knowledge_base, l.top_k, l.min_score, l.deadline, r.tenant, r.team, r.person, r.key_id, r.allowed_models,
            r.allowed_lanes, r.retention, r.created_at, r.state = 'cancelled' as run_cancelled, r.trace
            """;

    String requestId() {
        return head.getRequestId();
    }

    static BacklogLine read(ResultSet row, int number) throws SQLException {
        byte[] body = row.getBytes("body");
        UUID runId = RunRepository.uuid(row, "run_id");
        Authority authority =
                new Authority(
                        RunRepository.owner(row),
                        RunRepository.text(row, "key_id"),
                        list(row, "allowed_models"),
                        list(row, "allowed_lanes").stream().map(Lane::valueOf).toList(),
                        Retention.valueOf(RunRepository.text(row, "retention")),
                        null);
        RequestHead head =
                new RequestHead(
                        RunRepository.uuid(row, "request_id").toString(),
                        Operation.valueOf(RunRepository.text(row, "operation")),
                        Lane.BULK,
                        RunRepository.instant(row, "created_at"),
                        RunRepository.instant(row, "deadline"),
                        authority,
                        RunRepository.text(row, "model"),
                        false,
                        true,
                        row.getBoolean("explain"),
                        list(row, "needs"),
                        null,
                        runId.toString(),
                        row.getLong("number"),
                        Tags.of(RunRepository.text(row, "tags")),
                        "");
        return new BacklogLine(
                runId,
                row.getLong("number"),
                head,
                row.getBoolean("run_cancelled"),
                body == null ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body),
                row.getString("body_reference"),
                retrieval(row),
                row.getString("trace"));
    }

    private static @Nullable RetrievalRequest retrieval(ResultSet row) throws SQLException {
        String knowledgeBase = row.getString("knowledge_base");
        return knowledgeBase == null
                ? null
                : new RetrievalRequest(
                        knowledgeBase,
                        row.getObject("top_k", Integer.class),
                        row.getObject("min_score", Double.class));
    }

    private static List<String> list(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }
}
