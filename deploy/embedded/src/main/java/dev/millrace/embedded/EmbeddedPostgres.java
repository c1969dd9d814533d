package dev.millrace.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A PostgreSQL server beside this JVM: loopback only, generated passwords, one role and schema per
 * service. It ends when this JVM ends, however that happens.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration LEFTOVERS = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final PostgresServer server;
    private final Roles roles;
    private final Passwords passwords;
    private final int port;

    private EmbeddedPostgres(PostgresServer server, Roles roles, Passwords passwords, int port) {
        this.server = server;
        this.roles = roles;
        this.passwords = passwords;
        this.port = port;
    }

    /**
     * Returns when the server serves and every service's role and schema are there. A server that a
     * killed run left behind on the same folder is stopped first.
     *
     * @throws EmbeddedFailure when it cannot start, with the reason in one sentence
     */
    public static EmbeddedPostgres start(PostgresSettings settings) {
        var folder = settings.folder();
        var data = folder.resolve("data");
        var log = folder.resolve("postgres.log");
        privateFolder(folder);
        var program = PostgresProgram.in(PostgresBinaries.unpacked(BinaryCache.folder()));
        OrphanServer.stop(data);
        var passwords = Passwords.in(folder);
        DataFolder.initialise(program, data, log, passwords.of(Roles.SUPERUSER));
        var port = settings.port() == 0 ? FreePort.any() : settings.port();
        var roles = new Roles(port, passwords);
        var server = serving(program, settings, roles, data, log, port);
        try {
            roles.prepare();
            return new EmbeddedPostgres(server, roles, passwords, port);
        } catch (SQLException e) {
            server.close();
            throw new EmbeddedFailure(
                    "PostgreSQL could not be prepared: " + e.getMessage() + " (see " + log + ")",
                    e);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Tries again for a while: what a killed server's processes hold they give back soon. */
    private static PostgresServer serving(
            PostgresProgram program,
            PostgresSettings settings,
            Roles roles,
            Path data,
            Path log,
            int port) {
        var end = System.nanoTime() + LEFTOVERS.toNanos();
        while (true) {
            var server = PostgresServer.start(program, settings, data, log, port);
            try {
                server.await(roles, START);
                return server;
            } catch (EmbeddedFailure e) {
                server.close();
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** The services that have a role and a schema. */
    public static List<String> services() {
        return Roles.SERVICES;
    }

    /** The same for every service; the role decides the schema. */
    public String jdbcUrl() {
        return Roles.url(port, Roles.DATABASE);
    }

    /** The role of a service: its short name. */
    public String user(String service) {
        if (!Roles.SERVICES.contains(service)) {
            throw new IllegalArgumentException("No such service: " + service);
        }
        return service;
    }

    public String password(String service) {
        return passwords.of(user(service));
    }

    public int port() {
        return port;
    }

    public long pid() {
        return server.pid();
    }

    /** Drops every service's schema and makes it again, empty. */
    public void recreateSchemas() {
        try {
            roles.recreate();
        } catch (SQLException e) {
            throw new EmbeddedFailure("The schemas could not be made again", e);
        }
    }

    @Override
    public void close() {
        server.close();
    }

    private static void privateFolder(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new EmbeddedFailure("The database's folder " + folder + " cannot be written", e);
        }
    }
}
