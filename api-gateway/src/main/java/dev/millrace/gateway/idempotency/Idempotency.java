package dev.millrace.gateway.idempotency;

import dev.millrace.events.KeyState;
import dev.millrace.events.ReplyAddress;
import dev.millrace.gateway.admission.JsonBody;
import dev.millrace.gateway.row.Row;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Repeats attach to the first request (rule 11). A key's value means something only together with
 * the tenant, the API key and the path it was sent with: nobody sees another's.
 */
public final class Idempotency {

    static final Duration REMEMBERED = Duration.ofHours(24);

    private static final int LONGEST_VALUE = 255;

    private final JdbcClient database;
    private final Secret secret;
    private final Clock clock;

    Idempotency(JdbcClient database, Secret secret, Clock clock) {
        this.database = database;
        this.secret = secret;
        this.clock = clock;
    }

    /**
     * Claims the value for a request, or finds the one that did before.
     *
     * @param replyTo null for background work
     * @throws ApiException `idempotency_mismatch` when it was sent with another body
     */
    public Claim claim(
            KeyState key,
            String path,
            String value,
            JsonBody body,
            String requestId,
            @Nullable ReplyAddress replyTo,
            Instant deadline) {
        if (value.isBlank() || value.length() > LONGEST_VALUE) {
            throw ApiException.at(
                    "Idempotency-Key", ErrorCode.INVALID_VALUE, "1 – " + LONGEST_VALUE);
        }
        byte[] scope =
                secret.of(
                        utf8(key.getOwner().getTenant()),
                        utf8(key.getKeyId()),
                        utf8(path),
                        utf8(value));
        byte[] hash = secret.of(body.bytes());
        Instant now = clock.instant();
        // Forgotten is forgotten, even where the sweep has not come by yet.
        int inserted =
                database.sql(
                                """
                                insert into idempotency (scope, body, tenant, request_id,
                                    reply_partition, reply_position, created_at, deadline)
                                values (?, ?, ?, ?, ?, ?, ?, ?)
                                on conflict (scope) do update set body = excluded.body,
                                    request_id = excluded.request_id,
                                    reply_partition = excluded.reply_partition,
                                    reply_position = excluded.reply_position,
                                    created_at = excluded.created_at,
                                    deadline = excluded.deadline, acknowledged = false
                                where idempotency.created_at < ?
                                """)
                        .param(scope)
                        .param(hash)
                        .param(key.getOwner().getTenant())
                        .param(requestId)
                        .param(replyTo == null ? null : replyTo.getPartition())
                        .param(replyTo == null ? null : replyTo.getPosition())
                        .param(at(now))
                        .param(at(deadline))
                        .param(at(now.minus(REMEMBERED)))
                        .update();
        if (inserted > 0) {
            return new Claim(
                    true, ByteBuffer.wrap(scope), requestId, replyTo, false, now, deadline);
        }
        return database.sql("select * from idempotency where scope = ?")
                .param(scope)
                .query((row, _) -> repeat(row, scope, hash))
                .optional()
                .orElseThrow(() -> ApiException.of(ErrorCode.IDEMPOTENCY_IN_PROGRESS));
    }

    /** From now on a repeat need not publish again. */
    public void acknowledged(Claim claim, String requestId) {
        database.sql("update idempotency set acknowledged = true, request_id = ? where scope = ?")
                .param(requestId)
                .param(claim.scope().array())
                .update();
    }

    /** Nothing was accepted: the value is free again. */
    public void release(Claim claim) {
        database.sql("delete from idempotency where scope = ? and not acknowledged")
                .param(claim.scope().array())
                .update();
    }

    /** Forgets what is older than a day; the number of forgotten values. */
    int forget() {
        return database.sql("delete from idempotency where created_at < ?")
                .param(at(clock.instant().minus(REMEMBERED)))
                .update();
    }

    private static Claim repeat(ResultSet set, byte[] scope, byte[] hash) throws SQLException {
        Row row = new Row(set);
        if (!MessageDigest.isEqual(row.bytes("body"), hash)) {
            throw ApiException.of(ErrorCode.IDEMPOTENCY_MISMATCH);
        }
        Long partition = row.numberOrNull("reply_partition");
        Long position = row.numberOrNull("reply_position");
        return new Claim(
                false,
                ByteBuffer.wrap(scope),
                row.text("request_id"),
                partition == null || position == null
                        ? null
                        : new ReplyAddress(partition.intValue(), position),
                row.flag("acknowledged"),
                row.time("created_at"),
                row.time("deadline"));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
