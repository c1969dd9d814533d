package dev.millrace.provider.quota;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The common stock in the table {@code rate_stock}, by the database's clock. */
final class DatabaseStock implements CommonStock {

    private final JdbcClient database;

    DatabaseStock(JdbcClient database) {
        this.database = database;
    }

    /**
     * A new bucket is empty: a limit that was just set, or a restart, is no reason for a burst. One
     * statement fills the bucket, takes from it and tells what there was: what was wanted beyond
     * that stands in it as a negative number until the next one, who takes it for nothing.
     */
    @Override
    public double take(String subject, long perMinute, double capacity, double wanted) {
        return database.sql(
                        """
                        insert into rate_stock as stock (subject, available, updated)
                        values (:subject, - cast(:wanted as double precision), clock_timestamp())
                        on conflict (subject) do update
                           set available = least(:capacity, greatest(0, stock.available)
                                 + greatest(0, extract(epoch
                                     from clock_timestamp() - stock.updated)) * :rate) - :wanted,
                               updated = greatest(stock.updated, clock_timestamp())
                        returning :wanted + least(0, available)
                        """)
                .param("subject", subject)
                .param("capacity", capacity)
                .param("rate", perMinute / 60.0)
                .param("wanted", wanted)
                .query(Double.class)
                .single();
    }
}
