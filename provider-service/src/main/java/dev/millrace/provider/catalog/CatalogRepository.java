package dev.millrace.provider.catalog;

import static java.util.Objects.requireNonNull;

import dev.millrace.events.Operation;
import dev.millrace.events.Price;
import dev.millrace.events.PriceTier;
import dev.millrace.provider.attempt.Json;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code model}. */
final class CatalogRepository {

    /**
     * A model as stored.
     *
     * @param base as discovered and shipped
     * @param listed its provider's list names it
     * @param override what an operator says of it; null when nothing
     * @param revision counts what operators said of it; 0 when they never did
     */
    record StoredModel(
            Model base,
            Instant since,
            boolean listed,
            @Nullable ModelOverride override,
            long revision) {

        /** As it is in force. */
        Model model() {
            return override == null ? base : override.over(base);
        }

        boolean offered() {
            return override == null ? listed : override.offered().orElse(listed);
        }
    }

    private static final String MODELS =
            """
            select m.*, o.fields, coalesce(o.revision, 0) as revision
              from model m left join model_override o
                on o.provider = m.provider and o.name = m.name
            """;

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

    /**
     * Whoever changes what is said of a provider's models holds its row.
     *
     * @return false when there is none
     */
    boolean lock(String provider) {
        return database.sql("select id from provider where id = ? for update")
                .param(provider)
                .query(String.class)
                .optional()
                .isPresent();
    }

    List<StoredModel> models(String provider) {
        return database.sql(MODELS + " where m.provider = ? order by m.name")
                .param(provider)
                .query((row, _) -> stored(row))
                .list();
    }

    /** Models after a place in the order of provider and name. */
    List<StoredModel> models(String afterProvider, String afterName, int limit) {
        return database.sql(
                        MODELS
                                + """
                                 where (m.provider, m.name) > (:provider, :name)
                                 order by m.provider, m.name limit :limit
                                """)
                .param("provider", afterProvider)
                .param("name", afterName)
                .param("limit", limit)
                .query((row, _) -> stored(row))
                .list();
    }

    Optional<StoredModel> model(String provider, String name) {
        return database.sql(MODELS + " where m.provider = ? and m.name = ?")
                .param(provider)
                .param(name)
                .query((row, _) -> stored(row))
                .optional();
    }

    void save(Model model, Instant since, boolean listed) {
        Price price = model.price();
        database.sql(
                        """
                        insert into model (provider, name, operations, capabilities, context_window,
                            max_output, currency, input_price, output_price, cached_price,
                            write_price, tiers, simulated, deprecated, retires, listed, since)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), ?, ?, ?, ?, ?)
                        on conflict (provider, name) do update
                           set operations = excluded.operations,
                               capabilities = excluded.capabilities,
                               context_window = excluded.context_window,
                               max_output = excluded.max_output, currency = excluded.currency,
                               input_price = excluded.input_price,
                               output_price = excluded.output_price,
                               cached_price = excluded.cached_price,
                               write_price = excluded.write_price, tiers = excluded.tiers,
                               simulated = excluded.simulated, deprecated = excluded.deprecated,
                               retires = excluded.retires, listed = excluded.listed
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
                .param(price == null ? null : PriceJson.write(price.getTiers()).toString())
                .param(model.simulated())
                .param(timestamp(model.deprecatedAt()))
                .param(timestamp(model.retiresAt()))
                .param(listed)
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
                                tiers(row.getString("tiers")));
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
                        row.getBoolean("simulated"),
                        instant(row.getTimestamp("deprecated")),
                        instant(row.getTimestamp("retires")));
        return new StoredModel(
                model,
                requireNonNull(row.getTimestamp("since")).toInstant(),
                row.getBoolean("listed"),
                OverrideRepository.override(row),
                row.getLong("revision"));
    }

    /** Rows of before this column have none. */
    private static List<PriceTier> tiers(@Nullable String json) {
        return json == null ? List.of() : PriceJson.tiers(Json.MAPPER.readTree(json));
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return requireNonNull(row.getString(column));
    }

    private static Stream<String> texts(Array array) throws SQLException {
        return Stream.of((String[]) array.getArray());
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
