/** Slow work that does not block a partition (rule 3). */
@NullMarked
package dev.millrace.log.ledger;

import org.jspecify.annotations.NullMarked;
