/** Which providers and models there are. */
@NullMarked
package dev.millrace.provider.catalog;

import org.jspecify.annotations.NullMarked;
