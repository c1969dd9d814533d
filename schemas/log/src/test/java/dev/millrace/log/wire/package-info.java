/** Avro single-object encoding, and schemas that evolve (rule 10). */
@NullMarked
package dev.millrace.log.wire;

import org.jspecify.annotations.NullMarked;
