package dev.millrace.provider.catalog;

import static java.util.Objects.requireNonNull;

import dev.millrace.events.Operation;
import dev.millrace.events.Price;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code model}. */
final class CatalogRepository {

    /** A model as stored. */
    record StoredModel(Model model, Instant since) {}

    private final JdbcClient database;

    CatalogRepository(JdbcClient database) {
        this.database = database;
    }

    /** Whoever changes a provider's models holds its row; false when it is not active. */
    boolean lockActive(String provider) {
        return database.sql("select active from provider where id = ? for update")
                .param(provider)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    void discovered(String provider, Instant when) {
        database.sql("update provider set discovered = ?, failure = null where id = ?")
                .param(Timestamp.from(when))
                .param(provider)
                .update();
    }

    List<StoredModel> models(String provider) {
        return database.sql("select * from model where provider = ? order by name")
                .param(provider)
                .query((row, _) -> stored(row))
                .list();
    }

    /** Models after a place in the order of provider and name. */
    List<StoredModel> models(String afterProvider, String afterName, int limit) {
        return database.sql(
                        """
                        select * from model where (provider, name) > (:provider, :name)
                         order by provider, name limit :limit
                        """)
                .param("provider", afterProvider)
                .param("name", afterName)
                .param("limit", limit)
                .query((row, _) -> stored(row))
                .list();
    }

    void save(Model model, Instant since) {
        Price price = model.price();
        database.sql(
                        """
                        insert into model (provider, name, operations, capabilities, context_window,
                            max_output, currency, input_price, output_price, cached_price,
                            write_price, simulated, since)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (provider, name) do update
                           set operations = excluded.operations,
                               capabilities = excluded.capabilities,
                               context_window = excluded.context_window,
                               max_output = excluded.max_output, currency = excluded.currency,
                               input_price = excluded.input_price,
                               output_price = excluded.output_price,
                               cached_price = excluded.cached_price,
                               write_price = excluded.write_price, simulated = excluded.simulated
                        """)
                .param(model.provider())
                .param(model.name())
                .param(model.operations().stream().map(Operation::name).toArray(String[]::new))
                .param(model.capabilities().toArray(String[]::new))
                .param(model.contextWindow())
                .param(model.maxOutput())
                .param(price == null ? null : price.getCurrency())
                .param(price == null ? null : price.getInputNanos())
                .param(price == null ? null : price.getOutputNanos())
                .param(price == null ? null : price.getCachedInputNanos().orElse(null))
                .param(price == null ? null : price.getCacheWriteInputNanos().orElse(null))
                .param(model.simulated())
                .param(Timestamp.from(since))
                .update();
    }

    void delete(Model model) {
        database.sql("delete from model where provider = ? and name = ?")
                .param(model.provider())
                .param(model.name())
                .update();
    }

    private static StoredModel stored(ResultSet row) throws SQLException {
        String currency = row.getString("currency");
        Price price =
                currency == null
                        ? null
                        : new Price(
                                currency,
                                row.getLong("input_price"),
                                row.getLong("output_price"),
                                row.getObject("cached_price", Long.class),
                                row.getObject("write_price", Long.class),
                                List.of());
        Model model =
                new Model(
                        text(row, "provider"),
                        text(row, "name"),
                        texts(requireNonNull(row.getArray("operations")))
                                .map(Operation::valueOf)
                                .toList(),
                        texts(requireNonNull(row.getArray("capabilities"))).toList(),
                        row.getObject("context_window", Long.class),
                        row.getObject("max_output", Long.class),
                        price,
                        row.getBoolean("simulated"));
        return new StoredModel(model, requireNonNull(row.getTimestamp("since")).toInstant());
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return requireNonNull(row.getString(column));
    }

    private static Stream<String> texts(Array array) throws SQLException {
        return Stream.of((String[]) array.getArray());
    }
}
