/** The work on `executions`: candidates in order until one answers. */
@NullMarked
package dev.millrace.provider.execution;

import org.jspecify.annotations.NullMarked;
