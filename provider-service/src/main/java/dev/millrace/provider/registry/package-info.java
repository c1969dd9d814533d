/** Providers as data: what operators set up, kept in rows, followed by every instance. */
@NullMarked
package dev.millrace.provider.registry;

import org.jspecify.annotations.NullMarked;
