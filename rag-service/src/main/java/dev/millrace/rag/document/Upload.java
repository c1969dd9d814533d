package dev.millrace.rag.document;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was sent, its content in the store already.
 *
 * @param name null when none was said
 * @param metadata null when nothing was said
 */
record Upload(@Nullable String name, @Nullable Map<String, String> metadata, Stored content) {

    /**
     * Content that was checked and kept.
     *
     * @param sha256 in hexadecimal
     */
    record Stored(String reference, long size, String sha256, String mediaType) {}
}
