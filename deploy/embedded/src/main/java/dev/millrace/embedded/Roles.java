package dev.millrace.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One database, and in it one role and one schema per service: nobody reads another's tables. */
final class Roles {

    private static final Logger log = LoggerFactory.getLogger(Roles.class);
    static final String DATABASE = "millrace";
    static final String SUPERUSER = "postgres";
    static final List<String> SERVICES =
            List.of("gateway", "router", "provider", "rag", "postprocess", "telemetry");

    private final int port;
    private final Passwords passwords;

    Roles(int port, Passwords passwords) {
        this.port = port;
        this.passwords = passwords;
    }

    static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    Connection connect(String database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", SUPERUSER);
        properties.setProperty("password", passwords.of(SUPERUSER));
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "30");
        return DriverManager.getConnection(url(port, database), properties);
    }

    /** Makes what is missing; may be called at every start. */
    void prepare() throws SQLException {
        try (var connection = connect("postgres")) {
            if (!exists(connection, "select 1 from pg_database where datname = ?", DATABASE)) {
                run(connection, "create database " + DATABASE);
            }
        }
        try (var connection = connect(DATABASE)) {
            run(connection, "revoke create on schema public from public");
            for (var service : SERVICES) {
                prepare(connection, service);
            }
            addVectors(connection);
        }
    }

    /**
     * Only the superuser may, and in a schema that no role owns: schemas of services are made anew.
     * A library that does not load is no reason to be without a database; the service that needs it
     * says so.
     */
    private static void addVectors(Connection connection) throws SQLException {
        if (!exists(connection, "select 1 from pg_available_extensions where name = ?", "vector")) {
            return;
        }
        try {
            run(connection, "create extension if not exists vector schema public");
            run(connection, "alter extension vector update");
        } catch (SQLException e) {
            log.warn("pgvector cannot be used: {}", e.getMessage());
        }
    }

    private void prepare(Connection connection, String service) throws SQLException {
        // Role names and passwords are our own constants and hexadecimal digits: nothing to quote.
        if (!exists(connection, "select 1 from pg_roles where rolname = ?", service)) {
            run(connection, "create role " + service + " login");
        }
        run(
                connection,
                "alter role %s with password '%s'".formatted(service, passwords.of(service)));
        run(
                connection,
                "alter role %1$s in database %2$s set search_path = %1$s"
                        .formatted(service, DATABASE));
        run(connection, "create schema if not exists %1$s authorization %1$s".formatted(service));
    }

    /** Empties every service's schema. */
    void recreate() throws SQLException {
        try (var connection = connect(DATABASE)) {
            for (var service : SERVICES) {
                run(connection, "drop schema if exists " + service + " cascade");
                run(connection, "create schema %1$s authorization %1$s".formatted(service));
            }
        }
    }

    private static boolean exists(Connection connection, String query, String name)
            throws SQLException {
        try (var statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
