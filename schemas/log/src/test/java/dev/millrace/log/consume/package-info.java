/** What every consumer of the log shares: reading a record, judging a failure, its thread. */
@NullMarked
package dev.millrace.log.consume;

import org.jspecify.annotations.NullMarked;
