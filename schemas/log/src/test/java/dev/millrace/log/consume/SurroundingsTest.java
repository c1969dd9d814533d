package dev.millrace.log.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.publish.Publisher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.junit.jupiter.api.Test;

class SurroundingsTest {

    @Test
    void logDatabaseAndDiskAreSurroundings() {
        List<Exception> surroundings =
                List.of(
                        new Publisher.NotAcknowledged("x", new RuntimeException()),
                        new NotLeaderOrFollowerException("x"),
                        new org.apache.kafka.common.errors.TimeoutException("x"),
                        new IOException("disk"),
                        new UncheckedIOException(new IOException("disk")),
                        new TimeoutException(),
                        new SQLTransientConnectionException(),
                        new SQLRecoverableException(),
                        new SQLException("refused", "08006"),
                        new SQLException("deadlock", "40P01"),
                        new SQLException("too many clients", "53300"),
                        new SQLException("shutting down", "57P01"));
        assertThat(surroundings)
                .allMatch(Surroundings::areToBlame)
                .allMatch(
                        each ->
                                Surroundings.areToBlame(
                                        new CompletionException(new RuntimeException(each))));
    }

    @Test
    void whatTheRecordDoesIsNot() {
        List<Exception> own =
                List.of(
                        new IllegalArgumentException("x"),
                        new NullPointerException(),
                        new Publisher.TooLarge("x"),
                        new SQLException("duplicate", "23505"),
                        new SQLException("no state"),
                        new SQLException("odd state", "5"));
        assertThat(own).noneMatch(Surroundings::areToBlame);
    }

    @Test
    void aCircleOfCausesEnds() {
        RuntimeException one = new RuntimeException("one");
        one.initCause(new RuntimeException("two", one));
        assertThat(Surroundings.areToBlame(one)).isFalse();
    }

    @Test
    void pausesGrowToTenSecondsAndStartAgain() {
        Backoff backoff = new Backoff();
        assertThat(backoff.next().toMillis()).isEqualTo(100);
        for (int i = 0; i < 20; i++) {
            backoff.next();
        }
        assertThat(backoff.next().toSeconds()).isEqualTo(10);
        backoff.reset();
        assertThat(backoff.next().toMillis()).isEqualTo(100);
    }
}
