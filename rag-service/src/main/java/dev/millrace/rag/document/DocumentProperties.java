package dev.millrace.rag.document;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of documents.
 *
 * @param maxSize the most bytes of one
 * @param maxParts the most parts of a multipart upload
 */
@ConfigurationProperties("millrace.rag.document")
record DocumentProperties(
        @DefaultValue("20MB") DataSize maxSize, @DefaultValue("8") int maxParts) {}
