package dev.millrace.standalone.supply;

import dev.millrace.embedded.EmbeddedPostgres;
import dev.millrace.embedded.FreePort;
import dev.millrace.embedded.PostgresSettings;
import dev.millrace.embedded.VectorExtension;
import dev.millrace.standalone.Progress;
import dev.millrace.standalone.place.Place;
import dev.millrace.standalone.place.RunFile;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A PostgreSQL beside this JVM, started again when it dies, always on the same port. */
public final class OwnDatabase implements Database {

    private final int port = FreePort.any();
    private final Revived<EmbeddedPostgres> postgres;
    private final Optional<String> vectorsLacking;

    /** With pgvector, which is made at the first start; without, where it cannot be had. */
    public OwnDatabase(Place place, RunFile run, Progress progress) {
        this.vectorsLacking = VectorExtension.fetch(progress::say);
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
        var properties = new HashMap<String, String>();
        properties.put("spring.datasource.url", server.jdbcUrl());
        properties.put("spring.datasource.username", server.user(schema));
        properties.put("spring.datasource.password", server.password(schema));
        if (schema.equals("rag")) {
            vectorsLacking.ifPresent(reason -> properties.put("millrace.rag.no-pgvector", reason));
        }
        return properties;
    }

    @Override
    public void close() {
        postgres.close();
    }
}
