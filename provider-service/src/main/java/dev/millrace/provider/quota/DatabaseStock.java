package dev.millrace.provider.quota;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The common stock in the table {@code rate_stock}, by the database's clock. */
final class DatabaseStock implements CommonStock {

    private final JdbcClient database;

    DatabaseStock(JdbcClient database) {
        this.database = database;
    }

    /** A new bucket is empty: a limit that was just set, or a restart, is no reason for a burst. */
    @Override
    public double take(String subject, long perMinute, double capacity, double wanted) {
        return database.sql(
                        """
                        with filled as (
                            insert into rate_stock as stock (subject, available, updated)
                            values (:subject, 0, clock_timestamp())
                            on conflict (subject) do update
                               set available = least(:capacity, stock.available
                                     + greatest(0, extract(epoch
                                         from clock_timestamp() - stock.updated)) * :rate),
                                   updated = greatest(stock.updated, clock_timestamp())
                            returning available
                        )
                        select greatest(0, least(:wanted, available)) from filled
                        """)
                .param("subject", subject)
                .param("capacity", capacity)
                .param("rate", perMinute / 60.0)
                .param("wanted", wanted)
                .query(Double.class)
                .single();
    }
}
