package dev.millrace.boot.log;

import java.util.function.Consumer;

/**
 * Told when a consumer of the log cannot go on. Without such a bean the process ends, so that
 * whoever supervises it starts it again; a launcher that runs several services in one process
 * brings its own.
 */
@FunctionalInterface
public interface OnFatal extends Consumer<Throwable> {}
