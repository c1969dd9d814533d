package dev.millrace.provider.cache;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The cache of answers.
 *
 * @param unasked requests that say nothing of the cache use it too
 * @param ttl how long an answer is kept
 * @param longest how long one is kept at most for who asks for more with {@code max-age}
 * @param size of everything an instance keeps
 * @param entry of the largest answer that is kept
 * @param look how often an instance looks for invalidations made elsewhere
 */
@ConfigurationProperties("millrace.provider.cache")
public record CacheProperties(
        @DefaultValue("false") boolean unasked,
        @DefaultValue("1h") Duration ttl,
        @DefaultValue("24h") Duration longest,
        @DefaultValue("64MB") DataSize size,
        @DefaultValue("1MB") DataSize entry,
        @DefaultValue("500ms") Duration look) {}
