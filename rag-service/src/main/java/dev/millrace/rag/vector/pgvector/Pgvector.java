package dev.millrace.rag.vector.pgvector;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether the database has pgvector, and one that serves. */
public sealed interface Pgvector {

    /**
     * It can be used.
     *
     * @param schema where its type and operators are
     */
    record Usable(String schema, String version) implements Pgvector {}

    /** It cannot, and why. */
    record Lacking(String reason) implements Pgvector {}

    /** Asks the database; adds the extension where that is allowed and only that is missing. */
    static Pgvector in(JdbcClient database) {
        Optional<Usable> found = installed(database);
        if (found.isEmpty()) {
            tryToInstall(database);
            found = installed(database);
        }
        return found.isPresent() ? tried(database, found.get()) : new Lacking(missing(database));
    }

    private static Optional<Usable> installed(JdbcClient database) {
        return database.sql(
                        """
                        select n.nspname, e.extversion
                        from pg_extension e join pg_namespace n on n.oid = e.extnamespace
                        where e.extname = 'vector'
                        """)
                .query(
                        (row, _) ->
                                new Usable(
                                        requireNonNull(row.getString("nspname")),
                                        requireNonNull(row.getString("extversion"))))
                .optional();
    }

    private static boolean isAvailable(JdbcClient database) {
        return database.sql("select count(*) from pg_available_extensions where name = 'vector'")
                        .query(Long.class)
                        .single()
                > 0;
    }

    private static void tryToInstall(JdbcClient database) {
        if (isAvailable(database)) {
            try {
                database.sql("create extension if not exists vector schema public").update();
            } catch (DataAccessException refused) {
                Logger log = LoggerFactory.getLogger(Pgvector.class);
                log.debug("pgvector could not be added to the database", refused);
            }
        }
    }

    private static String missing(JdbcClient database) {
        return isAvailable(database)
                ? "an administrator of the database has to run CREATE EXTENSION vector"
                : "the database has no pgvector";
    }

    private static Pgvector tried(JdbcClient database, Usable found) {
        if (!isNewEnough(found.version())) {
            return new Lacking("pgvector %s is older than 0.8.0".formatted(found.version()));
        }
        try {
            String zero = new PgvectorSql(found.schema()).trial();
            database.sql(zero).query(Double.class).single();
            return found;
        } catch (DataAccessException e) {
            Logger log = LoggerFactory.getLogger(Pgvector.class);
            log.warn("pgvector is installed in the database, but does not work", e);
            return new Lacking("pgvector is installed in the database, but does not work");
        }
    }

    /** Searching on until enough have passed a filter came with 0.8.0. */
    private static boolean isNewEnough(String version) {
        String[] parts = version.split("\\.", -1);
        try {
            int major = Integer.parseInt(parts[0]);
            return major > 0 || (parts.length > 1 && Integer.parseInt(parts[1]) >= 8);
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
