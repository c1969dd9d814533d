@NullMarked
package dev.millrace.log.ledger;

import org.jspecify.annotations.NullMarked;
