package dev.millrace.provider.registry;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code credential}: sealed text alone. */
final class CredentialRepository {

    private final JdbcClient database;

    CredentialRepository(JdbcClient database) {
        this.database = database;
    }

    /** Of every provider, the newest first. */
    List<StoredCredential> all() {
        return database.sql("select * from credential order by created desc, id desc")
                .query((row, _) -> stored(row))
                .list();
    }

    /** The newest first. */
    List<StoredCredential> of(String provider) {
        return database.sql(
                        "select * from credential where provider = ? order by created desc, id desc")
                .param(provider)
                .query((row, _) -> stored(row))
                .list();
    }

    void insert(StoredCredential credential) {
        database.sql(
                        """
                        insert into credential (id, provider, sealed, masked, created)
                        values (?, ?, ?, ?, ?)
                        """)
                .param(credential.id())
                .param(credential.provider())
                .param(credential.sealed())
                .param(credential.masked())
                .param(Timestamp.from(credential.created()))
                .update();
    }

    /** Ends the validity of those that are valid longer. */
    void endAt(String provider, Instant end) {
        database.sql(
                        """
                        update credential set valid_until = :end
                         where provider = :provider
                           and (valid_until is null or valid_until > :end)
                        """)
                .param("provider", provider)
                .param("end", Timestamp.from(end))
                .update();
    }

    void resealed(String id, byte[] sealed) {
        database.sql("update credential set sealed = ? where id = ?")
                .param(sealed)
                .param(id)
                .update();
    }

    void used(String id, Instant when) {
        database.sql(
                        """
                        update credential set last_used = :when
                         where id = :id and (last_used is null or last_used < :when)
                        """)
                .param("id", id)
                .param("when", Timestamp.from(when))
                .update();
    }

    /** The number of those taken away: 0 when there is no such one. */
    int delete(String provider, String id) {
        return database.sql("delete from credential where provider = ? and id = ?")
                .param(provider)
                .param(id)
                .update();
    }

    private static StoredCredential stored(ResultSet row) throws SQLException {
        return new StoredCredential(
                requireNonNull(row.getString("id")),
                requireNonNull(row.getString("provider")),
                requireNonNull(row.getBytes("sealed")),
                requireNonNull(row.getString("masked")),
                requireNonNull(row.getTimestamp("created")).toInstant(),
                instant(row.getTimestamp("valid_until")),
                instant(row.getTimestamp("last_used")));
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
