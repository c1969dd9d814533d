package dev.millrace.web.error;

import org.jspecify.annotations.Nullable;

/** Knows what some library's exceptions mean to a client. */
@FunctionalInterface
public interface ErrorTranslation {

    /** Null when the exception is none of those it knows. */
    @Nullable ApiException translate(Throwable failure);
}
