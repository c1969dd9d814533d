package dev.millrace.standalone.supply;

import dev.millrace.embedded.EmbeddedPostgres;
import dev.millrace.embedded.FreePort;
import dev.millrace.embedded.PostgresSettings;
import dev.millrace.standalone.place.Place;
import dev.millrace.standalone.place.RunFile;
import java.util.Map;

/** A PostgreSQL beside this JVM, started again when it dies, always on the same port. */
public final class OwnDatabase implements Database {

    private final int port = FreePort.any();
    private final Revived<EmbeddedPostgres> postgres;

    public OwnDatabase(Place place, RunFile run) {
        this.postgres =
                new Revived<>(
                        "PostgreSQL",
                        died ->
                                EmbeddedPostgres.start(
                                        new PostgresSettings(place.postgres(), port, true, died)),
                        started -> announce(started, run));
    }

    private void announce(EmbeddedPostgres started, RunFile run) {
        ProcessHandle.of(started.pid())
                .ifPresent(process -> run.put("postgres", RunFile.Entry.of(process, port)));
    }

    @Override
    public Map<String, String> properties(String schema) {
        var server = postgres.get();
        return Map.of(
                "spring.datasource.url",
                server.jdbcUrl(),
                "spring.datasource.username",
                server.user(schema),
                "spring.datasource.password",
                server.password(schema));
    }

    @Override
    public void close() {
        postgres.close();
    }
}
