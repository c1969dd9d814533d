package dev.millrace.provider.quota;

/**
 * What all instances together may still use: a bucket that fills at the rate and holds little, so
 * that whoever was idle cannot burst.
 */
interface CommonStock {

    /**
     * Takes up to {@code wanted}; less when there is less. Blocks on I/O, so it is never called on
     * the way of a request.
     *
     * @param subject whose limit it is, and of what
     * @param perMinute the limit
     * @param capacity the most the bucket holds
     * @throws RuntimeException when the common stock cannot be reached
     */
    double take(String subject, long perMinute, double capacity, double wanted);
}
