package dev.millrace.proof.secrets;

import dev.millrace.proof.product.Product;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/**
 * Every row of a running product's database as text: what the database keeps compressed no search
 * through its files would find.
 */
final class Tables {

    private static final String OWN =
            "select format('%I.%I', schemaname, tablename) from pg_tables"
                    + " where schemaname not in ('pg_catalog', 'information_schema')";

    private Tables() {}

    /** The passwords of the database's roles. */
    static List<Secret> passwords(Path data) {
        Properties passwords = read(data);
        return passwords.stringPropertyNames().stream()
                .sorted()
                .map(role -> new Secret("password of role " + role, of(passwords, role)))
                .toList();
    }

    private static String of(Properties passwords, String role) {
        return Objects.requireNonNull(passwords.getProperty(role));
    }

    private static Properties read(Path data) {
        Properties passwords = new Properties();
        try (Reader reader = Files.newBufferedReader(data.resolve("postgres/passwords"))) {
            passwords.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return passwords;
    }

    /** By table. */
    static Map<String, String> texts(Product product, Path data) {
        Map<String, String> texts = new LinkedHashMap<>();
        String url = "jdbc:postgresql://127.0.0.1:" + product.databasePort() + "/millrace";
        try (Connection connection =
                        DriverManager.getConnection(url, "postgres", of(read(data), "postgres"));
                Statement statement = connection.createStatement()) {
            for (String table : column(statement, OWN)) {
                texts.put(
                        table,
                        String.join(
                                "\n", column(statement, "select t::text from " + table + " t")));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be read", e);
        }
        return texts;
    }

    private static List<String> column(Statement statement, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
        }
        return values;
    }
}
