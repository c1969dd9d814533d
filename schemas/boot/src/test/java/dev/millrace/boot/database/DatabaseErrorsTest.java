package dev.millrace.boot.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.web.error.ApiErrors;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

final class DatabaseErrorsTest {

    private final DatabaseErrors own = new DatabaseErrors();
    private final ApiErrors errors = new ApiErrors(List.of(own));

    @Test
    void aDatabaseThatIsAwayIsUnavailableAndBackSoon() {
        SQLException none = new SQLTransientConnectionException("no connection");
        SQLException ended = new SQLException("ended by an administrator", "57P01");
        for (RuntimeException away :
                List.of(
                        new CannotGetJdbcConnectionException("none", none),
                        new CannotCreateTransactionException("none", none),
                        new UncategorizedSQLException("query", "select 1", ended),
                        new TransactionSystemException("rollback", new SQLException("closed")))) {
            ApiException error = errors.translate(away);
            assertThat(error.code()).as(away.toString()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
            assertThat(error.retryAfter()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(5));
        }
    }

    @Test
    void whatTheDatabaseRefusesIsNoMatterOfTheMoment() {
        assertThat(own.translate(new DuplicateKeyException("twice"))).isNull();
        assertThat(
                        own.translate(
                                new UncategorizedSQLException(
                                        "query", "select", new SQLException("syntax", "42601"))))
                .isNull();
        assertThat(own.translate(new IllegalStateException())).isNull();
    }
}
