package dev.millrace.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/** One database, and in it one role and one schema per service: nobody reads another's tables. */
final class Roles {

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
