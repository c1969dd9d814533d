/** Fast stages: read in order, publish, then commit (rule 4). */
@NullMarked
package dev.millrace.log.stage;

import org.jspecify.annotations.NullMarked;
