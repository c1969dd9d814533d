/** One table of faults for all adapters. */
@NullMarked
package dev.millrace.provider.faults;

import org.jspecify.annotations.NullMarked;
