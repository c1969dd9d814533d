/**
 * Bulk work of one source: accepted into a backlog, released into the log in fair turns, followed
 * until every line has ended (rules 1, 13 and 14).
 */
@NullMarked
package dev.millrace.postprocess.run;

import org.jspecify.annotations.NullMarked;
